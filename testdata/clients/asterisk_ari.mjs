// ari-client, which learns what it may call from Swagger, and @ipcom/asterisk-ari,
// which knows: objects, bridges, devices, applications and their events.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import ariClient from 'ari-client'
import { AriClient } from '@ipcom/asterisk-ari'
import { check, done, failure } from './check.mjs'

const base = process.env.SIM
const { ariUser: user, ariPassword: password } = JSON.parse(process.env.CREDENTIALS)
const modern = process.env.EDITION !== '16'
const once = (emitter, event) => new Promise((resolve, reject) => {
  const timer = setTimeout(() => reject(new Error(`no ${event} in 5 s`)), 5000)
  emitter.once(event, (message) => { clearTimeout(timer); resolve(message) })
})

console.error = console.warn = console.info = () => {} // they tell of every retry
const log = console.log
console.log = (...words) => /^(FAIL|     |\d+ passed)/.test(words[0]) && log(...words)

const said = (error) => JSON.parse(error.message).message
const dynamic = (type, id, fields) => ({ configClass: 'res_pjsip', objectType: type, id, ...(fields && { fields: Object.entries(fields).map(([attribute, value]) => ({ attribute, value })) }) })
let ari

await check('it connects by the declarations of all resources', async () => {
  ari = await ariClient.connect(base, user, password)
  for (const [resource, operations] of Object.entries({
    asterisk: ['getInfo', 'getObject', 'updateObject', 'deleteObject', 'listModules', 'reloadModule', 'getGlobalVar', 'setGlobalVar', 'listLogChannels'],
    endpoints: ['list', 'listByTech', 'get', 'sendMessage'], channels: ['list', 'originate', 'get', 'hangup', 'snoopChannel', 'externalMedia'], bridges: ['create', 'createWithId', 'destroy', 'addChannel'],
    deviceStates: ['list', 'update', 'delete'], applications: ['subscribe', 'unsubscribe', 'filter'], recordings: ['listStored', 'stop'], playbacks: ['control'], sounds: ['list'], events: ['userEvent']
  })) for (const operation of operations) assert.equal(typeof ari[resource][operation], 'function', `${resource}.${operation}`)
})

await check('what the system is, whole and in part', async () => {
  const info = await ari.asterisk.getInfo()
  assert.match(info.system.version, /^\d+\.\d+/)
  assert.deepEqual(Object.keys(await ari.asterisk.getInfo({ only: 'status' })), ['status'])
  assert.ok((await ari.asterisk.listModules()).some((module) => module.name === 'res_pjsip.so' && module.status === 'Running'))
  await ari.asterisk.reloadModule({ moduleName: 'app_queue.so' })
  assert.equal(said(await failure(() => ari.asterisk.reloadModule({ moduleName: 'nope.so' }))), 'Module not found in running modules')
})

await check('an endpoint with its auth and aor is made, merged into and taken away', async () => {
  await ari.asterisk.updateObject(dynamic('auth', '7300', { auth_type: 'userpass', username: '7300', password: 'client' }))
  await ari.asterisk.updateObject(dynamic('aor', '7300', { max_contacts: '2' }))
  const made = await ari.asterisk.updateObject(dynamic('endpoint', '7300', { auth: '7300', aors: '7300', allow: '!all,ulaw,alaw', callerid: 'Client <7300>' }))
  assert.ok(made.some((tuple) => tuple.attribute === 'callerid' && tuple.value === '"Client" <7300>'))
  await ari.asterisk.updateObject(dynamic('endpoint', '7300', { context: 'internal' }))
  const read = Object.fromEntries((await ari.asterisk.getObject(dynamic('endpoint', '7300'))).map((tuple) => [tuple.attribute, tuple.value]))
  assert.deepEqual([read.context, read.allow, read.auth], ['internal', '(ulaw|alaw)', '7300'])
  const shown = await ari.endpoints.get({ tech: 'PJSIP', resource: '7300' })
  assert.deepEqual([shown.resource, shown.state, shown.channel_ids], ['7300', 'offline', []])
  assert.ok((await ari.endpoints.listByTech({ tech: 'PJSIP' })).some((endpoint) => endpoint.resource === '7300'))
  assert.equal(said(await failure(() => ari.asterisk.updateObject(dynamic('aor', '7300', { max_contacts: 'many' })))), "Update of object '7300' failed field value validation")
})

await check('variables and log channels', async () => {
  await ari.asterisk.setGlobalVar({ variable: 'CLIENT', value: 'a b&c' })
  assert.equal((await ari.asterisk.getGlobalVar({ variable: 'CLIENT' })).value, 'a b&c')
  await ari.asterisk.addLog({ logChannelName: 'client', configuration: 'notice,warning' })
  const logs = await ari.asterisk.listLogChannels()
  const mine = logs.find((channel) => channel.channel.endsWith('/client'))
  assert.deepEqual([mine.type, mine.status, mine.configuration], ['File', 'Enabled', 'NOTICE WARNING '])
  await ari.asterisk.deleteLog({ logChannelName: mine.channel })
})

await check('nobody calls, nothing plays, nothing is recorded', async () => {
  assert.deepEqual(await ari.channels.list(), [])
  assert.equal(said(await failure(() => ari.channels.get({ channelId: 'nope' }))), 'Channel not found')
  assert.equal(said(await failure(() => ari.channels.originate({ endpoint: 'PJSIP/7300' }))), 'Application or extension must be specified')
  assert.equal(said(await failure(() => ari.playbacks.get({ playbackId: 'nope' }))), 'Playback not found')
  assert.equal(said(await failure(() => ari.recordings.getStored({ recordingName: 'nope' }))), 'Recording not found')
  assert.equal(said(await failure(() => ari.sounds.get({ soundId: 'nope' }))), 'Sound not found')
})

await check('events of bridges and devices reach an application that hears of all', async () => {
  const open = once(ari, 'WebSocketConnected')
  ari.start('patchbay-clients', true)
  await open
  assert.ok((await ari.applications.list()).some((app) => app.name === 'patchbay-clients'))
  const created = once(ari, 'BridgeCreated')
  const bridge = ari.Bridge()
  await bridge.create({ type: 'mixing', name: 'client' })
  const event = await created
  assert.deepEqual([event.bridge.name, event.bridge.bridge_type, event.application], ['client', 'mixing', 'patchbay-clients'])
  assert.ok((await ari.bridges.list()).some((one) => one.id === event.bridge.id))
  const changed = once(ari, 'DeviceStateChanged')
  await ari.deviceStates.update({ deviceName: 'Stasis:client', deviceState: 'BUSY' })
  assert.deepEqual((await changed).device_state, { name: 'Stasis:client', state: 'BUSY' })
  assert.equal((await ari.deviceStates.get({ deviceName: 'Stasis:client' })).state, 'BUSY')
  await ari.deviceStates.delete({ deviceName: 'Stasis:client' })
  const destroyed = once(ari, 'BridgeDestroyed')
  await ari.bridges.destroy({ bridgeId: event.bridge.id })
  assert.equal((await destroyed).bridge.id, event.bridge.id)
  assert.equal(said(await failure(() => ari.bridges.get({ bridgeId: event.bridge.id }))), 'Bridge not found')
})

await check('events of a client, subscriptions and filters', async () => {
  const heard = once(ari, 'ChannelUserevent')
  await ari.events.userEvent({ eventName: 'hello', application: 'patchbay-clients', source: 'endpoint:PJSIP/7300', variables: { place: 'here' } })
  const event = await heard
  assert.deepEqual([event.eventname, event.userevent.place, event.endpoint.resource], ['hello', 'here', '7300'])
  const app = await ari.applications.unsubscribe({ applicationName: 'patchbay-clients', eventSource: 'deviceState:' })
  if (modern) assert.deepEqual(app.device_names, []) // 16 goes on to tell of all
  assert.equal(said(await failure(() => ari.applications.unsubscribe({ applicationName: 'patchbay-clients', eventSource: 'bridge:none' }))), 'Event source was not subscribed to')
  assert.equal(said(await failure(() => ari.applications.subscribe({ applicationName: 'patchbay-clients', eventSource: 'endpoint:PJSIP/none' }))), 'Event source does not exist')
  const one = await ari.applications.subscribe({ applicationName: 'patchbay-clients', eventSource: 'deviceState:Stasis:client' })
  assert.deepEqual(one.device_names, modern ? ['Stasis:client'] : ['__AST_DEVICE_STATE_ALL_TOPIC'])
  assert.equal(said(await failure(() => ari.applications.get({ applicationName: 'nobody' }))), 'Application not found')
})

await check('a second client under the same name replaces the first', async () => {
  const other = await ariClient.connect(base, user, password)
  const replaced = once(ari, 'ApplicationReplaced')
  other.start('patchbay-clients')
  assert.equal((await replaced).application, 'patchbay-clients')
  other.stop()
})

await check('the other client: a typed one over the same system', async () => {
  const { hostname: host, port } = new URL(base)
  const client = new AriClient({ host, port: Number(port), username: user, password, secure: false })
  if (modern) assert.equal((await client.asterisk.ping()).ping, 'pong')
  assert.match((await client.asterisk.get()).system.version, /^\d+\./)
  await client.connectWebSocket(['patchbay-typed'])
  assert.ok(client.isWebSocketConnected())
  const created = await client.bridges.createBridge({ type: 'holding', name: 'typed', bridgeId: 'typed-1' })
  assert.deepEqual([created.id, created.technology], ['typed-1', 'holding_bridge'])
  assert.equal((await client.bridges.get('typed-1')).name, 'typed')
  await client.bridges.destroy('typed-1')
  assert.equal((await client.endpoints.getDetails('PJSIP', '7300')).state, 'offline')
  assert.deepEqual(await client.channels.list(), [])
  await client.closeWebSocket()
})

await check('a wrong password', async () => {
  // ari-client ends its process with what it got
  const run = spawnSync(process.execPath, ['-e', "require('ari-client').connect(process.argv[1], process.argv[2], 'wrong')", base, user], { cwd: import.meta.dirname, encoding: 'utf8', timeout: 20_000 })
  assert.notEqual(run.status, 0)
  assert.match(run.stderr, /401/)
})

await check('it leaves nothing behind', async () => {
  for (const type of ['endpoint', 'aor', 'auth']) await ari.asterisk.deleteObject(dynamic(type, '7300'))
  assert.equal(said(await failure(() => ari.asterisk.getObject(dynamic('endpoint', '7300')))), "Object with id '7300' not found")
  ari.stop()
})

console.log = log
done()
