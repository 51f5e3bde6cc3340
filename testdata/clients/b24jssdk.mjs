// The vendor's own JavaScript SDK, with an inbound webhook, against the cloud.
import assert from 'node:assert/strict'
import { ApiVersion, B24Hook } from '@bitrix24/b24jssdk'
import { check, control, done, drain, failure, fault, noFaults, requests, webhook, world } from './check.mjs'

const hook = (url = webhook) => {
  const b24 = B24Hook.fromWebhookUrl(url)
  b24.offClientSideWarning()
  return b24
}
const b24 = hook()

// The whole answer of one call.
const answer = (method, params = {}, from = b24) => from.actions.v2.call.make({ method, params })
const result = async (method, params, from) => (await answer(method, params, from)).getData().result
const batch = (calls, options = {}) => b24.actions.v2.batch.make({ calls, options })

// What a refused call says: its code, its status and a part of its text.
async function refused(code, status, text, method, params, from) {
  const error = await failure(() => result(method, params, from))
  assert.deepEqual([error.code, error.status], [code, status], error.message)
  assert.match(error.message, text)
}

const ids = (rows) => rows.map((row) => row.ID)
const everybody = Array.from({ length: 121 }, (_, i) => String(i + 1))

await check('the webhook address is taken as it is printed', () => {
  assert.equal(b24.getTargetOrigin(), new URL(webhook).origin)
})

await check('tools: the portal answers server.time', async () => {
  assert.equal(await b24.tools.healthCheck.make(), true)
  assert.ok(await b24.tools.ping.make() >= 0)
})

await check('user.current', async () => {
  const me = await result('user.current')
  assert.deepEqual([me.ID, me.ACTIVE, me.UF_DEPARTMENT], ['1', true, [1]])
})

await check('user.get, page by page', async () => {
  let page = await answer('user.get', { sort: 'ID', order: 'ASC' })
  assert.deepEqual([page.getTotal(), page.getData().result.length, page.isMore()], [121, 50, true])
  const seen = []
  for (; page; page = await page.getNext(b24.getHttpClient(ApiVersion.v2))) seen.push(...ids(page.getData().result))
  assert.deepEqual(seen, everybody)
})

await check('callList pages by the last id, three requests for 121 people', async () => {
  let list
  const sent = await requests(async () => { list = await b24.actions.v2.callList.make({ method: 'user.get' }) })
  assert.deepEqual(ids(list.getData()), everybody)
  assert.equal(sent.length, 3)
})

await check('fetchList gives the same in chunks', async () => {
  const chunks = []
  for await (const chunk of b24.actions.v2.fetchList.make({ method: 'user.get' })) chunks.push(chunk.length)
  assert.deepEqual(chunks, [50, 50, 21])
})

await check('filters, and the dismissed among the rest', async () => {
  assert.deepEqual(ids(await result('user.get', { filter: { ACTIVE: false } })), ['101'])
  assert.deepEqual(ids(await result('user.get', { filter: { '>ID': 118, UF_DEPARTMENT: 5 }, sort: 'ID', order: 'ASC' })), ['119', '121'])
  assert.deepEqual(ids(await result('user.get', { filter: { ID: [3, 5] }, sort: 'ID', order: 'DESC' })), ['5', '3'])
  assert.deepEqual(await result('user.get', { filter: { EMAIL: 'nobody@example.com' } }), [])
})

await drain()

await check('user.add invites, gives a number, and refuses the same address twice', async () => {
  const id = await result('user.add', { EMAIL: 'new@example.com', NAME: 'New', LAST_NAME: 'Comer', UF_DEPARTMENT: [5], UF_PHONE_INNER: '301' })
  assert.equal(typeof id, 'number')
  const [user] = await result('user.get', { ID: id })
  assert.deepEqual([user.ID, user.EMAIL, user.UF_DEPARTMENT, user.UF_PHONE_INNER], [String(id), 'new@example.com', [5], '301'])
  assert.deepEqual((await world()).invitations.map((sent) => sent.EMAIL), ['new@example.com'])
  await refused('ERROR_ARGUMENT', 400, /already exists/, 'user.add', { EMAIL: 'new@example.com', UF_DEPARTMENT: [5] })
  await refused('ERROR_ARGUMENT', 400, /wrong_email/, 'user.add', { EMAIL: 'nothing', UF_DEPARTMENT: [5] })
})

await check('user.update: extensions are stripped, short and unique', async () => {
  assert.equal(await result('user.update', { ID: 2, UF_PHONE_INNER: '3-02', WORK_POSITION: 'Agent' }), true)
  const [user] = await result('user.get', { ID: 2 })
  assert.deepEqual([user.UF_PHONE_INNER, user.WORK_POSITION], ['302', 'Agent'])
  const text = async (extension) => (await failure(() => result('user.update', { ID: 3, UF_PHONE_INNER: extension }))).message
  assert.match(await text('302'), /already in use/)
  assert.match(await text('500'), /already in use/, 'a queue holds it')
  assert.match(await text('12345'), /between 1 and 9999/)
})

await check('user.update: a phone number is international, an unknown field is dropped', async () => {
  const error = await failure(() => result('user.update', { ID: 3, WORK_PHONE: 'call me' }))
  assert.match(error.message, /international format/)
  assert.equal(await result('user.update', { ID: 3, UF_VI_PHONE: 'Y', FAVOURITE_COLOUR: 'red' }), true)
  assert.equal('FAVOURITE_COLOUR' in (await result('user.get', { ID: 3 }))[0], false)
  await refused('ERROR_CORE', 400, /access_denied/, 'user.update', { ID: 9999, NAME: 'X' })
})

await check('user.update: dismissing frees the extension', async () => {
  assert.equal(await result('user.update', { ID: 4, ACTIVE: 'N' }), true)
  assert.equal((await result('user.get', { ID: 4 }))[0].ACTIVE, false)
  assert.equal(await result('user.update', { ID: 5, UF_PHONE_INNER: '203' }), true)
  await refused('ERROR_METHOD_NOT_FOUND', 404, /Method not found/, 'user.delete', { ID: 4 })
})

await drain()

await check('departments', async () => {
  const id = await result('department.add', { NAME: 'Support', PARENT: 1, UF_HEAD: 7 })
  assert.equal(typeof id, 'number')
  assert.deepEqual(await result('department.get', { ID: id }), [{ ID: String(id), NAME: 'Support', SORT: 500, PARENT: '1', UF_HEAD: '7' }])
  assert.equal(await result('department.update', { ID: id, NAME: 'Care' }), true)
  assert.deepEqual(ids(await result('department.get', { NAME: 'Care' })), [String(id)])
  assert.equal('PARENT' in (await result('department.get', { ID: 1 }))[0], false, 'the root has no parent')
  await refused('ERROR_CORE', 400, /name not provided/, 'department.add', { PARENT: 1 })
  assert.equal(await result('department.delete', { ID: id }), true)
  assert.deepEqual(await result('department.get', { ID: id }), [])
})

await check('batch of an array', async () => {
  const answers = (await batch([['user.current', {}], ['department.get', { PARENT: 1 }]])).getData()
  assert.equal(answers[0].ID, '1')
  assert.deepEqual(ids(answers[1]), ['5'])
})

await check('batch of an object, with a result put into the next command', async () => {
  const answers = (await batch({
    who: { method: 'user.get', params: { filter: { ID: 3 } } },
    where: ['department.get', { ID: '$result[who][0][UF_DEPARTMENT][0]' }]
  })).getData()
  assert.deepEqual([answers.who[0].ID, answers.where[0].NAME], ['3', 'Sales'])
})

await check('batch that halts at the first error', async () => {
  const before = (await world()).departments.length
  const reply = await batch({
    one: ['user.current', {}], two: ['department.add', { PARENT: 1 }], three: ['department.add', { PARENT: 1, NAME: 'Never' }]
  }, { isHaltOnError: true })
  assert.equal(reply.isSuccess, false)
  assert.match(reply.getErrorMessages().join(), /name not provided/)
  assert.equal((await world()).departments.length, before)
})

await check('batch that goes on after an error', async () => {
  const reply = await batch({ one: ['department.add', { PARENT: 1 }], two: ['user.current', {}] }, { isHaltOnError: false })
  assert.equal(reply.isSuccess, false)
  assert.equal(reply.getData().two.ID, '1')
})

await check('batch in which all fail is still an answer', async () => {
  const reply = await batch({ one: ['no.such', {}], two: ['batch', { cmd: { a: 'user.current' } }] }, { isHaltOnError: false })
  const text = reply.getErrorMessages().join()
  assert.match(text, /Method not found/)
  assert.match(text, /not allowed for batch/i)
})

await check('120 commands are three requests', async () => {
  let rows
  const sent = await requests(async () => {
    const calls = everybody.slice(0, 120).map((id) => ['user.get', { filter: { ID: id } }])
    rows = (await b24.actions.v2.batchByChunk.make({ calls })).getData()
  })
  assert.deepEqual(rows.map((row) => row[0].ID), everybody.slice(0, 120))
  assert.equal(sent.length, 3)
})

await drain()

await check('errors by their codes', async () => {
  await refused('ERROR_METHOD_NOT_FOUND', 404, /Method not found/, 'no.such.method')
  await refused('INVALID_CREDENTIALS', 403, /Invalid request credentials/, 'user.current', {}, hook(webhook.replace(/[^/]+\/?$/, 'wrong/')))
})

await check('what this portal has no methods for: roles', async () => {
  await refused('ERROR_METHOD_NOT_FOUND', 404, /Method not found/, 'patchbay.role.list')
  assert.deepEqual(await result('method.get', { name: 'patchbay.role.list' }), { isExisting: false, isAvailable: false })
  assert.deepEqual(await result('method.get', { name: 'user.get' }), { isExisting: true, isAvailable: true })
})

await check('a webhook has the scopes and the rights that it has', async () => {
  const portal = await world()
  portal.webhooks.push({ user: '2', secret: 'staff', scope: 'user' })
  await control('PUT', '/_sim/world', portal)
  const staff = hook(`${new URL(webhook).origin}/rest/2/staff/`)
  assert.equal((await result('user.current', {}, staff)).ID, '2')
  await refused('insufficient_scope', 403, /higher privileges/, 'department.get', {}, staff)
  await refused('ERROR_CORE', 400, /access_denied/, 'user.update', { ID: 3, NAME: 'X' }, staff)
})

await check('503 is tried again, and done once', async () => {
  await fault('department.add', 503, { error: 'QUERY_LIMIT_EXCEEDED', error_description: 'Too many requests' })
  const sent = await requests(() => result('department.add', { NAME: 'Once', PARENT: 1 }))
  assert.deepEqual(sent.map((request) => request.status), [503, 200])
  assert.equal((await world()).departments.filter((row) => row.NAME === 'Once').length, 1)
  await noFaults()
})

await check('an overloaded front-end that answers in HTML is tried again', async () => {
  await fault('user.current', 502, '<html><body><h1>502 Bad Gateway</h1></body></html>')
  assert.equal((await result('user.current')).ID, '1')
  await noFaults()
})

await check('a call tells its cost, which the SDK counts', async () => {
  const { time } = (await answer('user.get')).getData()
  for (const key of ['start', 'finish', 'duration', 'processing', 'operating', 'operating_reset_at']) assert.equal(typeof time[key], 'number', key)
  for (const key of ['date_start', 'date_finish']) assert.ok(!Number.isNaN(Date.parse(time[key])), key)
})

await drain()

await check('telephony: lines', async () => {
  const lines = await result('voximplant.line.get')
  const line = await result('voximplant.line.outgoing.get')
  assert.ok(line in lines, `${line} is none of ${Object.keys(lines)}`)
  assert.equal(await result('voximplant.line.outgoing.set', { LINE_ID: 'no-such-line' }), 1)
  assert.equal(await result('voximplant.line.outgoing.get'), line)
})

await check('telephony: a device is switched on, and never off', async () => {
  const phone = async () => (await world()).users.find((user) => user.ID === '6').PHONE_ENABLED
  assert.equal(await result('voximplant.user.activatePhone', { USER_ID: 6 }), 1)
  assert.equal(await phone(), 'Y')
  assert.equal(await result('voximplant.user.deactivatePhone', { USER_ID: 6 }), 1)
  assert.equal(await phone(), 'Y')
  const error = await failure(() => result('voximplant.user.get', { USER_ID: [6] }))
  assert.equal(error.status, 403, error.message)
})

await check('telephony: SIP lines', async () => {
  const line = await result('voximplant.sip.add', { SERVER: 'sip.example.com', LOGIN: 'acme', PASSWORD: 'p', TITLE: 'Trunk', TYPE: 'cloud' })
  assert.ok(Number(line.CONFIG_ID) > 0 && Number(line.REG_ID) > 0, JSON.stringify(line))
  assert.ok(`reg${line.REG_ID}` in await result('voximplant.line.get'))
  await refused('TITLE_EXISTS', 400, /./, 'voximplant.sip.add', { SERVER: 'sip.example.com', LOGIN: 'b', PASSWORD: 'p', TITLE: 'Trunk' })
  assert.equal(await result('voximplant.sip.delete', { CONFIG_ID: line.CONFIG_ID }), 1)
})

await check('telephony: what only an application may call', async () => {
  await refused('WRONG_AUTH_TYPE', 403, /authorization type/, 'telephony.externalLine.add', { NUMBER: '+33100000001' })
  await refused('WRONG_AUTH_TYPE', 403, /authorization type/, 'event.bind', { event: 'OnUserAdd', handler: 'https://example.com/' })
})

await check('telephony: calls', async () => {
  assert.ok(Array.isArray(await result('voximplant.statistic.get', { FILTER: { '>ID': 0 }, SORT: 'ID', ORDER: 'ASC' })))
})

await check('workgroups and their members', async () => {
  const id = await result('sonet_group.create', { NAME: 'Launch', VISIBLE: 'Y', OPENED: 'N', OWNER_ID: 7 })
  assert.equal(typeof id, 'number')
  assert.deepEqual(await result('sonet_group.user.add', { GROUP_ID: id, USER_ID: [8, 9, 7] }), ['8', '9'])
  assert.deepEqual(await result('sonet_group.user.update', { GROUP_ID: id, USER_ID: 8, ROLE: 'E' }), ['8'])
  const members = await result('sonet_group.user.get', { ID: id })
  assert.deepEqual(members.map((row) => `${row.USER_ID}${row.ROLE}`).sort(), ['7A', '8E', '9K'])
  assert.deepEqual(await result('sonet_group.user.delete', { GROUP_ID: id, USER_ID: [7] }), [], 'the owner stays')
  const error = await failure(() => result('sonet_group.user.get', { ID: 9999 }))
  assert.equal(error.status, 400, error.message)
})

await check('access codes that exist', async () => {
  const names = await result('access.name', { ACCESS: ['U2', 'DR5', 'D5', 'G1', 'U9999'] })
  assert.deepEqual(Object.keys(names).sort(), ['D5', 'DR5', 'G1', 'U2'])
})

done()
