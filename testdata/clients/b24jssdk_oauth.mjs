// The vendor's SDK as a local application: OAuth tokens instead of a webhook.
import assert from 'node:assert/strict'
import { B24OAuth } from '@bitrix24/b24jssdk'
import { check, control, done, failure, requests, webhook } from './check.mjs'

const origin = new URL(webhook).origin

// An application whose access token has run out, so that the first call renews it.
const application = (refreshToken = 'patchbay') => {
  const b24 = new B24OAuth({
    applicationToken: '', userId: 1, memberId: 'm', accessToken: 'old', refreshToken, expires: 0, expiresIn: 3600, scope: '',
    domain: new URL(origin).host, clientEndpoint: `${origin}/rest/`, serverEndpoint: `${origin}/rest/`, status: 'L'
  }, { clientId: 'patchbay', clientSecret: 'patchbay' })
  b24.offClientSideWarning()
  return b24
}
const result = async (b24, method, params = {}) => (await b24.actions.v2.call.make({ method, params })).getData().result

const b24 = application()
const tokens = []
b24.setCallbackRefreshAuth(({ b24OAuthParams }) => { tokens.push({ ...b24OAuthParams }) })

await check('the first call renews, the second does not', async () => {
  const sent = await requests(async () => {
    assert.equal((await result(b24, 'user.current')).ID, '1')
    assert.equal((await result(b24, 'user.current')).ID, '1')
  })
  assert.equal(sent.filter((request) => request.path.startsWith('/oauth/token')).length, 1)
  assert.equal(tokens.length, 1)
  assert.deepEqual([tokens[0].clientEndpoint, tokens[0].expiresIn, tokens[0].status], [`${origin}/rest/`, 3600, 'L'])
})

await check('a refresh token is good once', async () => {
  assert.notEqual(tokens[0].refreshToken, 'patchbay')
  const error = await failure(() => result(application(), 'user.current'))
  assert.match(error.message, /invalid/i)
})

await check('the caller is an administrator', async () => {
  await b24.initIsAdmin()
  assert.equal(b24.auth.isAdmin, true)
})

await check('outside lines, which only an application has', async () => {
  const { ID } = await result(b24, 'telephony.externalLine.add', { NUMBER: '+33100000001', NAME: 'Desk' })
  assert.ok(Number(ID) > 0)
  const lines = await result(b24, 'telephony.externalLine.get')
  assert.deepEqual([lines.length, lines[0].NUMBER, lines[0].NAME], [1, '+33100000001', 'Desk'])
})

await check('phones can be read once an administrator allows it', async () => {
  const error = await failure(() => result(b24, 'voximplant.user.get', { USER_ID: 2 }))
  assert.deepEqual([error.code, error.status], ['METHOD_CONFIRM_WAITING', 401], error.message)
})

await check('an expired token is renewed by itself', async () => {
  await control('POST', '/_sim/clock', { advance: '2h' })
  const before = tokens.length
  assert.equal((await result(b24, 'user.current')).ID, '1')
  assert.equal(tokens.length, before + 1)
})

done()
