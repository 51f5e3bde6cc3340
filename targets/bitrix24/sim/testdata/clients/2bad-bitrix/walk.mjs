// What a program that uses the npm package @2bad/bitrix does: it calls by GET, with
// everything in the query, and reads lists by batches of pages. It prints one line
// of JSON with what it saw: node walk.mjs WEBHOOK.
import * as module from '@2bad/bitrix'

const Bitrix = module.default?.default ?? module.default
const portal = Bitrix(process.argv[2].replace(/\/$/, ''))
const seen = {}

seen.department = (await portal.call('department.add', { NAME: 'Sales', PARENT: '1' })).result
const calls = {}
for (let i = 0; i < 45; i++) {
  calls[`p${i}`] = { method: 'user.add', params: { EMAIL: `p${i}@acme.example`, 'UF_DEPARTMENT[]': String(seen.department), UF_PHONE_INNER: String(200 + i) } }
}
seen.made = Object.keys((await portal.batch(calls)).result.result).length
for (let i = 45; i < 90; i++) {
  calls[`p${i - 45}`] = { method: 'user.add', params: { EMAIL: `p${i}@acme.example`, 'UF_DEPARTMENT[]': String(seen.department) } }
}
seen.more = Object.keys((await portal.batch(calls)).result.result).length

const everybody = await portal.list('user.get', {})
seen.listed = everybody.result.length
seen.total = everybody.total
seen.departments = (await portal.list('department.get', {})).result.map(d => d.NAME)
seen.me = (await portal.users.get('1')).result[0].ID

const fails = async work => {
  try {
    await work
    return 'no'
  } catch (error) {
    return error.message.split('\n')[0]
  }
}
seen.unknown = await fails(portal.call('user.delete', { ID: '5' }))
seen.refused = await fails(portal.batch({ twice: { method: 'user.add', params: { EMAIL: 'p1@acme.example' } } }))

console.log(JSON.stringify(seen))
process.exit(0)
