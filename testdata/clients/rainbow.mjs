// What Rainbow's public clients send, by hand: the order and the headers of the Node
// SDK's start, its queries that say "undefined", the renewal of tokens, API keys, the
// wait that a 429 asks for. Nothing here knows how the simulator is made.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { check, control, done } from './check.mjs'

const base = process.env.SIM
const { login, password, applicationId: appId, applicationSecret: appSecret } = JSON.parse(process.env.CREDENTIALS)
const hub = process.env.EDITION === 'hub'

const basic = (a, b) => `Basic ${Buffer.from(`${a}:${b}`).toString('base64')}`
const appAuth = (salt, secret = appSecret) => basic(appId, createHash('sha256').update(secret + salt).digest('hex'))

// One request, waiting as long as a 429 says, as the SDK's HTTP manager does.
let waited = 0
async function call(method, path, { body, headers = {}, token } = {}) {
  for (;;) {
    const reply = await fetch(`${base}/api/rainbow/${path}`, {
      method, headers: { accept: 'application/json', ...(body ? { 'content-type': 'application/json' } : {}), ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers },
      body: body && JSON.stringify(body)
    })
    if (reply.status !== 429) return { status: reply.status, headers: reply.headers, body: await reply.json() }
    waited++
    await new Promise((resolve) => setTimeout(resolve, 1000 * Number(reply.headers.get('retry-after'))))
  }
}

const logIn = (mail = login, word = password, secret = appSecret) => call('GET', 'authentication/v1.0/login', {
  headers: { authorization: basic(mail, word), 'x-rainbow-app-auth': appAuth(word, secret), 'x-rainbow-client': 'sdk_node', 'x-rainbow-client-version': '2.46.1' }
})

const payload = (jwt) => JSON.parse(Buffer.from(jwt.split('.')[1], 'base64url'))

let token, me, company

await check('the start of the Node SDK', async () => {
  const urls = await call('GET', `authentication/v1.0/urls?uid=${encodeURIComponent(login)}&useBackchannelPolling=false`, { token: 'null' })
  assert.equal(urls.status, 200)
  const rainbow = urls.body.data.find((url) => url.type === 'RAINBOW')
  assert.equal(new URL(rainbow.loginUrl).pathname, '/api/rainbow/authentication/v1.0/login')
  const reply = await logIn()
  assert.equal(reply.status, 200)
  assert.equal(reply.body.data, undefined, 'a login is not wrapped')
  token = reply.body.token
  me = reply.body.loggedInUser
  company = me.companyId
  assert.equal(reply.body.loggedInApplication.id, appId)
  assert.deepEqual([payload(token).user.loginEmail, payload(token).countRenewed], [login, 0])
  assert.equal((await call('GET', 'enduser/v1.0/settings/apis', { token })).status, 200)
  assert.equal((await call('GET', `enduser/v1.0/companies/${company}?format=full`, { token })).body.data.name, 'Acme')
})

await check('a wrong password and a wrong application', async () => {
  const wrong = await logIn('user9@acme.example', 'Wrong-1')
  assert.deepEqual([wrong.status, wrong.body.errorDetailsCode], [401, 401500])
  const other = await logIn(login, password, 'another secret')
  assert.equal(other.status, 401)
  for (const name of ['errorCode', 'errorMsg', 'errorDetails', 'errorDetailsCode']) assert.ok(name in other.body, name)
})

await check('a token is renewed as often as it says, and then there is another login', async () => {
  const most = payload(token).maxTokenRenew
  for (let i = 1; i <= most; i++) {
    const reply = await call('GET', 'authentication/v1.0/renew', { token })
    assert.equal(reply.status, 200)
    token = reply.body.token
    assert.equal(payload(token).countRenewed, i)
  }
  assert.equal((await call('GET', 'authentication/v1.0/renew', { token })).status >= 400, true)
  token = (await logIn()).body.token
})

await check('an old token', async () => {
  const old = token
  await control('POST', '/_sim/clock', { advance: '48h' })
  const reply = await call('GET', `admin/v1.0/users/${me.id}`, { token: old })
  assert.deepEqual([reply.status, reply.body.errorDetails], [401, 'jwt expired'])
  token = (await logIn()).body.token
})

const pages = async (path) => {
  const all = []
  for (let offset = 0; ; offset += 50) {
    const { body } = await call('GET', `${path}${path.includes('?') ? '&' : '?'}limit=50&offset=${offset}&sortField=loginEmail&sortOrder=1`, { token })
    if (body.data.length === 0) return { all, total: body.total }
    all.push(...body.data)
  }
}

await check('people by pages, in both formats, and with what the SDK leaves undefined', async () => {
  const { all, total } = await pages(`admin/v1.0/users?companyId=${company}&format=full`)
  assert.deepEqual([all.length, total, new Set(all.map((u) => u.id)).size], [121, 121, 121])
  const thin = await call('GET', `admin/v1.0/users?companyId=${company}&offset=undefined&limit=undefined`, { token })
  assert.equal(thin.body.data.length, 100)
  assert.equal(thin.body.data[0].phoneNumbers, undefined, 'small is what nobody asks for')
  assert.deepEqual((await call('GET', 'admin/v1.0/users?offset=5000&format=full', { token })).body.data, [])
})

await check('an API key signs by itself', async () => {
  const made = await call('POST', 'authentication/v1.0/apikeys', { token, body: { scope: ['all'], description: 'ci', isActive: true } })
  const challenge = 'b64e0a'
  const headers = { 'x-rainbow-api-key': made.body.data.key ?? made.body.data.apiKey, 'x-rainbow-challenge': challenge, 'x-rainbow-app-auth': appAuth(challenge) }
  assert.equal((await call('GET', 'enduser/v1.0/users/me', { headers })).status, 200)
  headers['x-rainbow-app-auth'] = appAuth('another challenge')
  assert.equal((await call('GET', 'enduser/v1.0/users/me', { headers })).status, 401)
})

await check('too many requests: the client waits as long as it is told', async () => {
  await control('POST', '/_sim/faults', { match: { path: '*/users*' }, nth: 1, kind: 'status', status: 429, retryAfter: 1 })
  const before = Date.now()
  assert.equal((await call('GET', `admin/v1.0/users/${me.id}`, { token })).status, 200)
  assert.ok(waited === 1 && Date.now() - before >= 950, `waited ${waited} times, ${Date.now() - before} ms`)
  await control('DELETE', '/_sim/faults')
})

const person = async (mail) => (await call('GET', `admin/v1.0/users?loginEmail=${encodeURIComponent(mail)}&format=full`, { token })).body.data[0]

await check('a life: made, twice, changed, licensed, deleted, made again', async () => {
  const body = { loginEmail: 'new@acme.example', password: 'Secret-word-1', firstName: 'New', lastName: 'One', companyId: company, phoneNumbers: [{ number: '0612345678', type: 'home', deviceType: 'mobile' }] }
  const made = await call('POST', 'admin/v1.0/users', { token, body })
  assert.ok(made.status === 200 || made.status === 201)
  const twice = await call('POST', 'admin/v1.0/users', { token, body })
  assert.deepEqual([twice.status, twice.body.errorDetailsCode], [409, 409000])
  const at = `admin/v1.0/users/${made.body.data.id}`
  assert.equal((await call('PUT', at, { token, body: { jobTitle: 'Clerk', phoneNumbers: [] } })).body.data.phoneNumbers.length, 0, 'numbers are replaced as one')
  const { body: subs } = await call('GET', `subscription/v1.0/companies/${company}/subscriptions?format=full`, { token })
  const business = subs.data.find((s) => s.offerReference === 'RB-Business').id
  assert.equal((await call('POST', `${at}/profiles/subscriptions/${business}`, { token, body: {} })).status, 200)
  assert.equal((await call('POST', `${at}/profiles/subscriptions/${business}`, { token, body: {} })).status, 409)
  assert.deepEqual((await call('GET', `${at}/profiles`, { token })).body.data.map((p) => p.offerReference).sort(), ['RB-Business', 'RB-Essential'])
  const other = await call('POST', 'admin/v1.0/users', { token, body: { ...body, loginEmail: 'next@acme.example' } })
  const full = await call('POST', `admin/v1.0/users/${other.body.data.id}/profiles/subscriptions/${business}`, { token, body: {} })
  assert.deepEqual([full.status, full.body.errorDetailsCode], [403, 403610])
  assert.deepEqual((await call('DELETE', at, { token })).body.data, [])
  assert.equal(await person('new@acme.example'), undefined)
  const again = await call('POST', 'admin/v1.0/users', { token, body })
  assert.notEqual(again.body.data.id, made.body.data.id)
})

await check('mistakes by field, in a list', async () => {
  const reply = await call('POST', 'admin/v1.0/users', { token, body: { loginEmail: 'x', companyId: company } })
  assert.equal(reply.status, 400)
  assert.ok(Array.isArray(reply.body.errorDetails) && reply.body.errorDetails.every((d) => 'param' in d && 'msg' in d))
})

if (hub) {
  await check('the Hub as RESTCloudPbx does it: groups without members in lists, leaders, statuses', async () => {
    const [one, two, three] = [await person('user1@acme.example'), await person('user2@acme.example'), await person('user3@acme.example')]
    const at = `admin/v1.0/companies/${company}/groups`
    const body = {
      name: 'Direction', shortNumber: 8700, type: 'hunting_group', subType: 'manager_assistant', policy: 'serial',
      members: [{ memberId: one.id, roles: ['leader'], status: 'idle' }, { memberId: two.id, roles: ['assistant'] }]
    }
    const made = await call('POST', at, { token, body })
    assert.equal(made.status < 300, true, JSON.stringify(made.body))
    const list = await call('GET', `${at}?sortField=name&limit=100&offset=0&sortOrder=1`, { token })
    assert.deepEqual(list.body.data.map((g) => [String(g.shortNumber), g.nbMembers, g.members]), [['8700', 2, undefined]])
    const alone = await call('PUT', `${at}/${made.body.data.id}`, { token, body: { members: [body.members[0]] } })
    assert.equal(alone.status, 400, 'a leader needs an assistant')
    const more = await call('PUT', `${at}/${made.body.data.id}`, { token, body: { members: [...body.members, { memberId: three.id, roles: ['assistant'] }] } })
    assert.deepEqual(more.body.data.members.map((m) => m.roles[0]), ['leader', 'assistant', 'assistant'])
    const cloud = (await call('GET', `rvcpprovisioning/v1.0/cloudpbxs?companyId=${company}`, { token })).body.data[0]
    const free = await call('GET', `rvcpprovisioning/v1.0/cloudpbxs/${cloud.id}/phone-numbers/free`, { token })
    assert.ok(!free.body.data.includes('8001') && !free.body.data.map(String).includes('8700'))
    assert.equal((await call('DELETE', `${at}/${made.body.data.id}`, { token })).status, 200)
  })
} else {
  await check('a company with a PBX: extensions are there or not, groups are read one by one', async () => {
    const system = (await call('GET', `admin/v1.0/systems?companyId=${company}&format=full`, { token })).body.data[0]
    const at = `admin/v1.0/systems/${system.id}/phone-numbers`
    const spare = (await call('GET', `${at}?format=full&isAssignedToUser=false`, { token })).body.data
    assert.deepEqual(spare.map((n) => n.shortNumber), ['2005'])
    const five = await person('user5@acme.example')
    assert.equal((await call('PUT', `${at}/${spare[0].id ?? spare[0].phoneNumberId}`, { token, body: { userId: five.id } })).status, 200)
    assert.equal((await person('user5@acme.example')).phoneNumbers[0].isFromSystem, true)
    assert.equal((await call('POST', at, { token, body: { shortNumber: '2999' } })).status, 404, 'only the PBX makes extensions')
    const list = await call('GET', 'telephonysupervision/v1.0/groups?limit=100&offset=0&format=full', { token })
    assert.equal(list.body.data[0].members, undefined)
    const group = (await call('GET', `telephonysupervision/v1.0/groups/${list.body.data[0].id}`, { token })).body.data
    assert.deepEqual(group.members.map((m) => [m.roles[0], m.status, m.isDelegationEnabled]), [['manager', 'active', false], ['assistant', 'active', false]])
    assert.equal((await call('DELETE', `admin/v1.0/users/${group.members[0].userId}`, { token })).status, 403, 'a manager stays')
  })
}

await check('five wrong passwords lock, and the right one is refused then', async () => {
  const mail = 'user9@acme.example'
  for (let i = 0; i < 5; i++) await logIn(mail, 'Wrong-1')
  const locked = await logIn(mail, 'Wrong-1')
  assert.equal(locked.body.errorDetailsCode, 401501)
  assert.ok('forbiddenDelay' in locked.body.errorDetailsData)
})

done()
