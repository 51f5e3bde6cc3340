// What scripts do without a library, in the forms that the vendor's
// documentation and its PHP clients use: PHP brackets in an address or a form,
// .json or a slash after the method, and a burst that is too fast.
import assert from 'node:assert/strict'
import { check, done, drain, webhook } from './check.mjs'

const get = async (rest) => {
  const reply = await fetch(webhook + rest)
  return { status: reply.status, type: reply.headers.get('content-type'), body: await reply.json() }
}
const post = async (rest, body) => (await fetch(webhook + rest, { method: 'POST', body })).json()

await check('the method with .json, with a slash, in capitals', async () => {
  for (const name of ['user.current', 'user.current.json', 'user.current/', 'user.current.json?x=1', 'USER.CURRENT']) {
    const { status, type, body } = await get(name)
    assert.deepEqual([status, body.result?.ID], [200, '1'], name)
    assert.match(type, /^application\/json/)
  }
})

await check('PHP brackets in the address', async () => {
  const { body } = await get('user.get?FILTER[ID][]=3&FILTER[ID][]=5&SORT=ID&ORDER=desc')
  assert.deepEqual(body.result.map((row) => row.ID), ['5', '3'])
  assert.equal((await get('user.get?FILTER%5B%3EID%5D=119&SORT=ID&ORDER=ASC')).body.result.length, 2)
})

await check('brackets with numbers, as PHP builds them', async () => {
  const query = 'filter[ID][0]=3&filter[ID][1]=5&filter[ACTIVE]=1&select[0]=ID&select[1]=EMAIL&sort=ID&order=asc'
  const { body } = await get(`user.get?${query.replaceAll('[', '%5B').replaceAll(']', '%5D')}`)
  assert.deepEqual(body.result.map((row) => row.EMAIL), ['user3@example.com', 'user5@example.com'])
})

await check('a form', async () => {
  const form = new URLSearchParams([['NAME', 'Formed'], ['PARENT', '1']])
  const { result } = await post('department.add.json', form)
  assert.equal(typeof result, 'number')
  const multipart = new FormData()
  multipart.set('ID', String(result))
  assert.equal((await post('department.get', multipart)).result[0].NAME, 'Formed')
})

await check('paging by start, in lower case only', async () => {
  const page = (await get('user.get?SORT=ID&ORDER=ASC&start=100')).body
  assert.deepEqual([page.result.length, page.total, page.next, page.result[0].ID], [21, 121, undefined, '101'])
  assert.equal((await get('user.get?SORT=ID&ORDER=ASC&START=100')).body.result[0].ID, '1')
})

await check('batch in the address, its commands encoded twice', async () => {
  const command = encodeURIComponent('user.get?FILTER[ID]=3')
  const next = encodeURIComponent('department.get?ID=$result[u][0][UF_DEPARTMENT][0]')
  const { status, body } = await get(`batch?halt=0&cmd[u]=${command}&cmd[d]=${next}&cmd[bad]=no.such`)
  assert.equal(status, 200)
  assert.equal(body.result.result.d[0].NAME, 'Sales')
  assert.deepEqual(Object.keys(body.result.result_error), ['bad'])
  assert.deepEqual(body.result.result_next, [], 'an empty map is a list')
})

await check('commands past fifty are refused one by one', async () => {
  const query = Array.from({ length: 53 }, (_, i) => `cmd[c${i}]=user.current`).join('&')
  const { body } = await get(`batch?${query}`)
  assert.equal(Object.keys(body.result.result).length, 50)
  assert.deepEqual(Object.values(body.result.result_error).map((error) => error.error), Array(3).fill('ERROR_BATCH_LENGTH_EXCEEDED'))
})

await check('the token of an application, in the address and in a body', async () => {
  const origin = new URL(webhook).origin
  const query = 'grant_type=refresh_token&client_id=patchbay&client_secret=patchbay&refresh_token=patchbay'
  const token = await (await fetch(`${origin}/oauth/token/?${query}`)).json()
  assert.deepEqual([token.expires_in, token.client_endpoint, token.status], [3600, `${origin}/rest/`, 'L'])
  const inAddress = await (await fetch(`${token.client_endpoint}user.current?auth=${token.access_token}`)).json()
  const body = JSON.stringify({ auth: token.access_token })
  const headers = { 'Content-Type': 'application/json' }
  const inBody = await (await fetch(`${token.client_endpoint}user.current/`, { method: 'POST', headers, body })).json()
  assert.deepEqual([inAddress.result?.ID, inBody.result?.ID], ['1', '1'], JSON.stringify([inAddress, inBody]))
  const wrong = await fetch(`${token.client_endpoint}user.current?auth=nothing`)
  assert.equal(wrong.status, 401)
})

await check('the scopes of the webhook', async () => {
  const { body } = await get('scope')
  for (const scope of ['user', 'department', 'telephony']) assert.ok(body.result.includes(scope), `${scope} in ${body.result}`)
})

await check('a burst: fifty and a little pass, the rest are told to wait', async () => {
  await drain()
  const replies = await Promise.all(Array.from({ length: 70 }, () => get('server.time')))
  const ok = replies.filter((reply) => reply.status === 200).length
  assert.ok(ok >= 50 && ok <= 60, `${ok} passed`)
  for (const { status, body } of replies.filter((reply) => reply.status !== 200)) {
    assert.deepEqual([status, body.error], [503, 'QUERY_LIMIT_EXCEEDED'])
  }
  await drain()
  assert.equal((await get('server.time')).status, 200)
})

done()
