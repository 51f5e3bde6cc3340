// @2bad/bitrix, by others than the vendor: everything is a GET with the
// parameters in the address, two requests a second.
import assert from 'node:assert/strict'
import client from '@2bad/bitrix'
import { check, done, failure, fault, noFaults, requests, webhook, world } from './check.mjs'

const bitrix = client.Bitrix(webhook.replace(/\/$/, ''))
const ids = (rows) => rows.map((row) => row.ID)

await check('call', async () => {
  assert.equal((await bitrix.call('user.current', {})).result.ID, '1')
  assert.deepEqual(ids((await bitrix.call('user.get', { ID: '3' })).result), ['3'])
})

await check('list fetches all pages: one to count, the rest in a batch', async () => {
  let rows
  const sent = await requests(async () => { rows = (await bitrix.list('user.get', {})).result })
  assert.equal(new Set(ids(rows)).size, 121)
  assert.equal(rows.length, 121)
  assert.equal(sent.length, 2)
})

await check('batch by name and by number', async () => {
  const named = await bitrix.batch({ who: { method: 'user.get', params: { ID: '3' } }, where: { method: 'department.get', params: { NAME: 'Sales' } } })
  assert.deepEqual([named.result.result.who[0].ID, named.result.result.where[0].ID], ['3', '5'])
  const numbered = await bitrix.batch([{ method: 'user.current' }, { method: 'department.get' }])
  assert.ok(Array.isArray(numbered.result.result), JSON.stringify(numbered.result.result))
  assert.equal(numbered.result.result[0].ID, '1')
})

await check('an error is a rejection', async () => {
  const error = await failure(() => bitrix.call('no.such.method', {}))
  assert.match(error.message, /404|not found/i)
  const inBatch = await failure(() => bitrix.batch({ one: { method: 'no.such.method', params: {} } }))
  assert.match(inBatch.message, /errors in 1 commands/)
})

await check('writes', async () => {
  const { result } = await bitrix.call('department.add', { NAME: 'Déjà vu & co', PARENT: 1 })
  assert.equal(typeof result, 'number')
  assert.equal((await world()).departments.find((row) => row.ID === String(result)).NAME, 'Déjà vu & co')
})

await check('503 is tried again by its HTTP library', async () => {
  await fault('user.current', 503, { error: 'QUERY_LIMIT_EXCEEDED', error_description: 'Too many requests' })
  assert.equal((await bitrix.call('user.current', {})).result.ID, '1')
  await noFaults()
})

done()
