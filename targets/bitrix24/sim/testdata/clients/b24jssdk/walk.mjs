// What a program that uses Bitrix24's own JavaScript SDK does in a day. It knows
// the webhook and nothing of the simulator: node walk.mjs WEBHOOK. It prints one
// line of JSON with what it saw; the test compares.
import { ApiVersion, B24Hook, LoggerFactory } from '@bitrix24/b24jssdk'

const b24 = B24Hook.fromWebhookUrl(process.argv[2])
b24.setLogger(LoggerFactory.createNullLogger())
const seen = {}

const make = async (method, params = {}) => {
  const answer = await b24.actions.v2.call.make({ method, params })
  if (!answer.isSuccess) throw new Error(`${method}: ${answer.getErrorMessages().join('; ')}`)
  return answer
}
const call = async (method, params) => (await make(method, params)).getData().result

seen.me = (await call('user.current')).ID
seen.admin = await call('user.admin')

// Two hundred people, in batches of fifty.
const department = await call('department.add', { NAME: 'Sales', PARENT: 1 })
seen.department = typeof department
const people = Array.from({ length: 200 }, (_, i) => ['user.add', {
  EMAIL: `p${i}@acme.example`, NAME: `P${i}`, LAST_NAME: 'Example', UF_DEPARTMENT: [department], UF_PHONE_INNER: String(1000 + i)
}])
const made = await b24.actions.v2.batchByChunk.make({ calls: people, options: { isHaltOnError: true } })
seen.made = made.isSuccess && made.getData().length

// All of them again, by the two helpers for lists and page by page.
const listed = await b24.actions.v2.callList.make({ method: 'user.get', params: { filter: { UF_DEPARTMENT: department } }, idKey: 'ID' })
seen.listed = listed.getData().length
seen.fetched = 0
for await (const chunk of b24.actions.v2.fetchList.make({ method: 'user.get', params: { filter: { ACTIVE: true } }, idKey: 'ID' })) seen.fetched += chunk.length
let page = await make('user.get', { FILTER: { UF_DEPARTMENT: department } })
seen.total = page.getTotal()
seen.pages = 1
while (page.isMore()) {
  page = await page.fetchNext(b24.getHttpClient(ApiVersion.v2))
  seen.pages++
}

// A batch whose commands use each other's results.
const chained = await b24.actions.v2.batch.make({
  calls: {
    me: { method: 'user.current' },
    home: { method: 'department.get', params: { ID: '$result[me][UF_DEPARTMENT][0]' } },
    wrong: { method: 'user.update', params: { ID: 1, UF_PHONE_INNER: '1000' } }
  },
  options: { isHaltOnError: false, returnAjaxResult: true }
})
const results = chained.getData()
seen.home = results.home.getData().result[0].NAME
seen.taken = results.wrong.getErrorMessages()[0]

// What is refused.
const refused = async (method, params) => {
  try {
    const answer = await b24.actions.v2.call.make({ method, params })
    return answer.isSuccess ? 'no' : [...answer.getErrors()].map(e => e.code).join()
  } catch (error) {
    return error.code
  }
}
seen.unknown = await refused('user.delete', { ID: 5 })
seen.twice = await refused('user.add', { EMAIL: 'p1@acme.example', UF_DEPARTMENT: [1] })
seen.phones = await refused('voximplant.user.get', { USER_ID: 1 })
seen.lines = await call('voximplant.line.get')
seen.codes = Object.keys(await call('access.name', { ACCESS: ['U1', 'DR1', 'SG9_K'] }))

console.log(JSON.stringify(seen))
process.exit(0)
