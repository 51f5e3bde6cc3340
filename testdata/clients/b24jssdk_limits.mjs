// The vendor's SDK at the portal's limits: its own limiter against the leaky
// bucket, and a method that is blocked for its execution time. This portal
// blocks a method after 30 ms of execution time instead of 480 s.
import assert from 'node:assert/strict'
import { B24Hook, ParamsFactory } from '@bitrix24/b24jssdk'
import { check, control, done, drain, failure, requests, webhook } from './check.mjs'

const hook = (restrictionParams) => {
  const b24 = B24Hook.fromWebhookUrl(webhook, { restrictionParams })
  b24.offClientSideWarning()
  return b24
}
const call = async (b24, method, params = {}) => (await b24.actions.v2.call.make({ method, params })).getData()

await check('seventy calls at once all have their answers, and few were refused on the way', async () => {
  await drain()
  const b24 = hook(ParamsFactory.getDefault())
  const methods = ['user.current', 'profile', 'server.time', 'scope', 'user.admin', 'department.fields', 'user.fields']
  const sent = await requests(async () => {
    const answers = await Promise.all(Array.from({ length: 70 }, (_, i) => call(b24, methods[i % methods.length])))
    assert.equal(answers.filter((answer) => 'result' in answer).length, 70)
  })
  // It counts when it sends and the portal when they arrive, so that a busy machine
  // refuses some; without its limiter it would be all twenty past the burst, and again.
  const refused = sent.filter((request) => request.status === 503).length
  assert.ok(refused <= 15, `${refused} were refused`)
})

await check('a method that took too long is blocked, the others go on', async () => {
  await drain()
  const b24 = hook({ ...ParamsFactory.getRealtime(), maxRetries: 1 })
  let error
  for (let i = 0; i < 45 && !error; i++) error = await call(b24, 'department.get').then(() => undefined, (reason) => reason)
  assert.deepEqual([error?.status, error?.code], [429, 'OPERATION_TIME_LIMIT'], String(error))
  const { time } = await call(b24, 'user.current')
  assert.ok(time.operating_reset_at > time.start, 'it says when')
  await control('POST', '/_sim/clock', { advance: '11m' })
  assert.ok('result' in await call(b24, 'department.get'))
})

await check('what does not end is an error at last', async () => {
  await control('POST', '/_sim/faults', { match: { path: '*/user.current*' }, kind: 'status', status: 503, contentType: 'application/json', body: '{"error":"OVERLOAD_LIMIT","error_description":"REST API is blocked due to overload"}' })
  const error = await failure(() => call(hook(ParamsFactory.getDefault()), 'user.current'))
  assert.deepEqual([error.status, error.code], [503, 'OVERLOAD_LIMIT'])
})

done()
