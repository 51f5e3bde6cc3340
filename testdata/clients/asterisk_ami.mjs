// Three clients of AMI over TCP: asterisk-manager, asterisk-ami-client and yana. They
// differ in how they read lists, events and commands.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { connect } from 'node:net'
import { check, done } from './check.mjs'

const require = createRequire(import.meta.url)
const Manager = require('asterisk-manager')
const Client = require('asterisk-ami-client')
const Yana = require('yana')

const { amiUser: user, amiPassword: password } = JSON.parse(process.env.CREDENTIALS)
const [host, port] = process.env.AMI.split(':')
const within = (promise, what) => Promise.race([promise, new Promise((_resolve, reject) => setTimeout(() => reject(new Error(`no ${what} in 5 s`)), 5000))])
const edit = (file, reload, ...actions) => ({
  action: 'UpdateConfig', srcfilename: file, dstfilename: file, reload,
  ...Object.assign({}, ...actions.map(([action, cat, name, value], i) => {
    const n = String(i).padStart(6, '0')
    return { [`Action-${n}`]: action, [`Cat-${n}`]: cat, ...(name && { [`Var-${n}`]: name, [`Value-${n}`]: value }) }
  }))
})

// asterisk-manager

const manager = new Manager(Number(port), host, user, password, true)
const act = (action) => within(new Promise((resolve, reject) => manager.action(action, (error, answer) => error ? reject(error) : resolve(answer))), `answer to ${action.action}`)
const told = (event, run, fits = () => true) => within(new Promise((resolve, reject) => {
  const hear = (message) => { if (fits(message)) { manager.removeListener(event, hear); resolve(message) } }
  manager.on(event, hear)
  Promise.resolve(run()).catch(reject)
}), event)

await check('asterisk-manager signs in, and hears that the system is up', async () => {
  const up = await within(new Promise((resolve) => manager.once('fullybooted', resolve)), 'fullybooted')
  assert.equal(up.status, 'Fully Booted')
  assert.ok(manager.isConnected())
  assert.equal((await act({ action: 'Ping' })).ping, 'Pong')
})

await check('asterisk-manager makes a queue, adds to it, and is told', async () => {
  assert.equal((await act(edit('queues.conf', 'app_queue', ['newcat', 'clients'], ['append', 'clients', 'strategy', 'linear'], ['append', 'clients', 'member', '>PJSIP/7301,1,Static']))).response, 'Success')
  const added = await told('queuememberadded', () => act({ action: 'QueueAdd', queue: 'clients', interface: 'PJSIP/7302', membername: 'Dynamic', penalty: 3 }))
  assert.deepEqual([added.queue, added.membername, added.membership, added.penalty], ['clients', 'Dynamic', 'dynamic', '3'])
  const paused = await told('queuememberpause', () => act({ action: 'QueuePause', queue: 'clients', interface: 'PJSIP/7302', paused: 'true', reason: 'tea' }))
  assert.deepEqual([paused.paused, paused.pausedreason], ['1', 'tea'])
  await act({ action: 'QueuePenalty', queue: 'clients', interface: 'PJSIP/7302', penalty: 5 })
  const members = []
  const hear = (message) => members.push(message)
  manager.on('queuemember', hear)
  const complete = await told('queuestatuscomplete', () => act({ action: 'QueueStatus', queue: 'clients' }))
  manager.removeListener('queuemember', hear)
  assert.equal(complete.listitems, '3')
  assert.deepEqual(members.map((m) => [m.name, m.location, m.membership, m.penalty]), [['Static', 'PJSIP/7301', 'static', '1'], ['Dynamic', 'PJSIP/7302', 'dynamic', '5']])
})

await check('asterisk-manager: refusals reach it in the words of the system', async () => {
  for (const [action, words] of [
    [{ action: 'QueueAdd', queue: 'none', interface: 'PJSIP/1' }, 'Unable to add interface to queue: No such queue'],
    [{ action: 'QueueRemove', queue: 'clients', interface: 'PJSIP/7301' }, 'Member not dynamic'],
    [{ action: 'Nope' }, 'Invalid/unknown command: Nope. Use Action: ListCommands to show available commands.'],
    [{ action: 'DBGet', family: 'none', key: 'none' }, 'Database entry not found'],
    [{ action: 'Redirect', channel: 'none', context: 'internal', exten: '1', priority: 1 }, 'Channel does not exist: none'],
    [{ action: 'Originate', channel: 'PJSIP/nobody', exten: '1', context: 'internal' }, "Originate with 'Exten' requires 'Context' and 'Priority'"]
  ]) {
    const error = await act(action).then(() => assert.fail(`${action.action} was done`), (error) => error)
    assert.equal(error.message, words)
  }
})

await check('asterisk-manager: events of its own, and a mask over them', async () => {
  const event = await told('userevent', () => act({ action: 'UserEvent', userevent: 'hello', place: 'here' }), (message) => message.userevent === 'hello')
  assert.equal(event.place, 'here')
  await act({ action: 'Events', eventmask: 'off' })
  let heard = 0
  manager.once('userevent', () => heard++)
  await act({ action: 'UserEvent', userevent: 'unheard' })
  await act({ action: 'Ping' })
  assert.equal(heard, 0)
})

await check('asterisk-manager says goodbye', async () => {
  const closed = within(new Promise((resolve) => manager.on('close', resolve)), 'close')
  manager.disconnect()
  await closed
})

// asterisk-ami-client

const client = new Client({ reconnect: false, keepAlive: false, emitEventsByTypes: true })
const heardBy = (event, run) => within(new Promise((resolve, reject) => { client.once(event, resolve); Promise.resolve(run()).catch(reject) }), event)

await check('asterisk-ami-client signs in, and a wrong password is refused', async () => {
  await within(client.connect(user, password, { host, port: Number(port) }), 'connection')
  assert.ok(client.isConnected)
  const other = new Client({ reconnect: false })
  const error = await within(other.connect(user, 'wrong', { host, port: Number(port) }).then(() => null, (error) => error), 'refusal')
  assert.match(String(error), /uth/)
})

await check('asterisk-ami-client: answers by their ids, also of many at once', async () => {
  const answers = await within(Promise.all(Array.from({ length: 20 }, (_, i) => client.action({ Action: 'DBPut', ActionID: `put-${i}`, Family: 'clients', Key: `k${i}`, Val: `v: ${i}` }, true))), '20 answers')
  assert.deepEqual([...new Set(answers.map((answer) => `${answer.Response} ${answer.Message}`))], ['Success Updated database successfully'])
  const rows = []
  const hear = (event) => rows.push(event)
  client.on('DBGetTreeResponse', hear)
  const end = await heardBy('DBGetTreeComplete', () => client.action({ Action: 'DBGetTree', ActionID: 'tree', Family: 'clients' }, true))
  assert.deepEqual([rows.length, rows[3].Key, rows[3].Val, end.EventList], [20, '/clients/k11', 'v: 11', 'Complete'])
  assert.equal((await client.action({ Action: 'DBDelTree', Family: 'clients' }, true)).Message, 'Key tree deleted successfully')
})

await check('asterisk-ami-client: what a phone is, and what it is not', async () => {
  const core = await client.action({ Action: 'CoreSettings' }, true)
  assert.match(core.AsteriskVersion, /^\d+\./)
  assert.equal((await client.action({ Action: 'MailboxCount', Mailbox: '7301@default' }, true)).NewMessages, '0')
  assert.equal((await client.action({ Action: 'ExtensionState', Exten: '7301', Context: 'nowhere' }, true)).StatusText, 'Unknown')
  const set = await heardBy('VarSet', () => client.action({ Action: 'Setvar', Variable: 'CLIENTS', Value: 'a: b' }, true))
  assert.deepEqual([set.Variable, set.Value], ['CLIENTS', 'a: b'])
  assert.equal((await client.action({ Action: 'Getvar', Variable: 'CLIENTS' }, true)).Value, 'a: b')
  const reload = await heardBy('Reload', () => client.action({ Action: 'Reload', Module: 'app_queue' }, true))
  assert.deepEqual([reload.Module, String(reload.Status)], ['app_queue', '0'])
  client.disconnect()
})

// yana

const yana = new Yana({ host, port: Number(port), login: user, password, events: true, reconnect: false })
const send = (action) => within(new Promise((resolve) => yana.send(action, resolve)), `answer to ${action.Action}`)

await check('yana signs in by a challenge, and reads the console', async () => {
  yana.on('error', () => {})
  await within(new Promise((resolve, reject) => yana.connect((error) => error ? reject(error) : resolve())), 'connection')
  assert.match(String(yana.version), /^\d+\.\d+\.\d+$/)
  const version = await send({ Action: 'Command', Command: 'core show version' })
  assert.match(JSON.stringify(version), /Asterisk \d+\./)
  const queue = await send({ Action: 'Command', Command: 'queue show clients' })
  assert.match(JSON.stringify(queue), /Static \(PJSIP\/7301\) with penalty 1/)
  const unknown = await send({ Action: 'Command', Command: 'sip show peers' })
  assert.match(JSON.stringify(unknown), /No such command 'sip show peers'/)
})

await check('yana: a list is a response and its events', async () => {
  const lines = []
  const hear = (event) => lines.push(event)
  yana.on('ListDialplan', hear)
  const end = within(new Promise((resolve) => yana.once('ShowDialPlanComplete', resolve)), 'ShowDialPlanComplete')
  assert.equal((await send({ Action: 'ShowDialPlan', Context: 'internal' })).EventList, 'start')
  assert.equal((await end).ListContexts, '1')
  assert.ok(lines.some((line) => line.Application === 'Dial' && line.Extension === '_X.'))
})

await check('they leave nothing behind', async () => {
  await send({ Action: 'QueueRemove', Queue: 'clients', Interface: 'PJSIP/7302' })
  const { action: Action, ...rest } = edit('queues.conf', 'app_queue', ['delcat', 'clients'])
  assert.equal((await send({ Action, ...rest })).Response, 'Success')
  assert.match(JSON.stringify(await send({ Action: 'Command', Command: 'queue show clients' })), /No such queue/)
  yana.disconnect()
})

// no library: what they have in common, as bytes

await check('plain: half a message at a time, other ends of lines, too much of it', async () => {
  const socket = connect(Number(port), host)
  let text = ''
  socket.on('data', (part) => { text += part })
  const until = (pattern) => within((async () => { while (!pattern.test(text)) await new Promise((resolve) => setTimeout(resolve, 5)); const got = text; text = ''; return got })(), String(pattern))
  await until(/^Asterisk Call Manager\/[\d.]+\r\n$/)
  socket.write('Action: Log')
  await new Promise((resolve) => setTimeout(resolve, 20))
  socket.write(`in\r\nUsername: ${user}\nSecret: ${password}\r\nEvents: off\r\n\r\n`)
  await until(/Authentication accepted\r\n\r\n/)
  socket.write('Action: Ping\r\nActionID: 1\r\n\r\nAction: Ping\r\nActionID: 2\r\n\r\n')
  assert.match(await until(/ActionID: 2[^]*\r\n\r\n$/), /ActionID: 1/)
  socket.write(`Action: DBPut\r\nFamily: x\r\nKey: y\r\nVal: ${'a'.repeat(3000)}\r\n\r\n`)
  await until(/Message: Failed to parse message: line too long\r\n/)
  socket.write(`Action: Ping\r\n${'X: y\r\n'.repeat(200)}\r\n`)
  await until(/Message: Too many lines in message or allocation failure\r\n/)
  socket.write('Action: Logoff\r\n\r\n')
  await within(new Promise((resolve) => socket.on('close', resolve)), 'end')
  assert.match(text, /Response: Goodbye\r\nMessage: Thanks for all the fish.\r\n/)
})

done()
