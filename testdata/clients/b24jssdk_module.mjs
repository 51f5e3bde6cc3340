// The vendor's SDK calling the local module's methods, On-Premise.
import assert from 'node:assert/strict'
import { B24Hook } from '@bitrix24/b24jssdk'
import { check, done, failure, webhook, world } from './check.mjs'

const b24 = B24Hook.fromWebhookUrl(webhook)
b24.offClientSideWarning()
const result = async (method, params = {}) => (await b24.actions.v2.call.make({ method, params })).getData().result
const code = async (method, params) => {
  const error = await failure(() => result(method, params))
  return `${error.status} ${error.code}`
}
const role = async (id) => (await result('patchbay.role.list')).find((row) => row.ID === String(id))

await check('the methods are found', async () => {
  for (const name of ['patchbay.info', 'patchbay.role.list', 'patchbay.access.add']) {
    assert.deepEqual(await result('method.get', { name }), { isExisting: true, isAvailable: true }, name)
  }
  const info = await result('patchbay.info')
  assert.deepEqual([info.VERSION, info.CAN_USE, info.PAIRS.length], ['1', 'Y', 8])
})

let id
await check('a role is added, changed and looked up', async () => {
  id = await result('patchbay.role.add', { NAME: 'Team lead', PERMISSIONS: { CALL_RECORD: { LISTEN: 'D' } } })
  assert.equal(typeof id, 'number')
  assert.equal(await code('patchbay.role.add', { NAME: 'Team lead', PERMISSIONS: {} }), '400 PATCHBAY_ROLE_EXISTS')
  assert.equal(await result('patchbay.role.update', { ID: id, PERMISSIONS: { CALL_DETAIL: { VIEW: 'D' } } }), true)
  const { NAME, PERMISSIONS } = await role(id)
  assert.deepEqual([NAME, PERMISSIONS.CALL_DETAIL.VIEW, PERMISSIONS.CALL_RECORD.LISTEN], ['Team lead', 'D', ''])
})

await check('bindings', async () => {
  const row = await result('patchbay.access.add', { ROLE_ID: id, CODE: 'U7' })
  assert.equal(await result('patchbay.access.add', { ROLE_ID: id, CODE: 'U7' }), row)
  const bound = async () => (await result('patchbay.access.list')).filter((binding) => binding.ROLE_ID === String(id))
  assert.deepEqual(await bound(), [{ ID: String(row), ROLE_ID: String(id), CODE: 'U7' }])
  assert.equal(await result('patchbay.access.delete', { ROLE_ID: id, CODE: 'U7' }), true)
  assert.deepEqual(await bound(), [])
})

await check('what is refused', async () => {
  assert.equal(await code('patchbay.role.update', { ID: id, PERMISSIONS: { SETTINGS: { MODIFY: 'D' } } }), '400 PATCHBAY_BAD_PERMISSION')
  assert.equal(await code('patchbay.access.add', { ROLE_ID: id, CODE: 'X1' }), '400 PATCHBAY_BAD_CODE')
  assert.equal(await code('patchbay.role.delete', { ID: 9999 }), '404 PATCHBAY_ROLE_NOT_FOUND')
  assert.equal(await code('patchbay.role.add', { NAME: '', PERMISSIONS: {} }), '400 PATCHBAY_BAD_NAME')
})

await check('in a batch, with the new id put into the next command', async () => {
  const calls = {
    add: { method: 'patchbay.role.add', params: { NAME: 'Night', PERMISSIONS: { CALL: { PERFORM: 'C' } } } },
    bind: { method: 'patchbay.access.add', params: { ROLE_ID: '$result[add]', CODE: 'G5' } },
    list: { method: 'patchbay.access.list', params: {} }
  }
  const answers = (await b24.actions.v2.batch.make({ calls, options: { isHaltOnError: true } })).getData()
  assert.ok(answers.list.some((row) => row.ROLE_ID === String(answers.add) && row.CODE === 'G5'), JSON.stringify(answers))
  assert.equal((await role(answers.add)).PERMISSIONS.CALL.PERFORM, 'C')
  assert.equal(await result('patchbay.role.delete', { ID: answers.add }), true)
  assert.equal((await result('patchbay.access.list')).some((row) => row.CODE === 'G5'), false)
})

await check('user groups, and a phone that goes off', async () => {
  assert.deepEqual(await result('patchbay.usergroup.list'), [{ ID: '1', NAME: 'Administrators', USERS: ['1'] }, { ID: '5', NAME: 'Night shift', USERS: ['7'] }])
  const phone = async () => (await world()).users.find((user) => user.ID === '6').PHONE_ENABLED
  await result('voximplant.user.activatePhone', { USER_ID: 6 })
  assert.equal(await phone(), 'Y')
  assert.equal(await result('patchbay.phone.off', { USER_ID: 6 }), true)
  assert.equal(await phone(), 'N')
})

done()
