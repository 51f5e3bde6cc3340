# panoramisk, an AMI client in Python: answers with their lists, the console, events.
import asyncio
import json
import os
import sys

from panoramisk import Manager

host, port = os.environ['AMI'].split(':')
account = json.loads(os.environ['CREDENTIALS'])
passed = failed = 0


def check(name, got, want):
    global passed, failed
    if got == want:
        passed += 1
    else:
        failed += 1
        print(f'FAIL {name}\n     {got!r}\n     want {want!r}')


async def main():
    manager = Manager(loop=asyncio.get_running_loop(), host=host, port=int(port), username=account['amiUser'],
                      secret=account['amiPassword'], ping_delay=1, ssl=False, encoding='utf8')
    heard = []
    manager.register_event('*', lambda _, event: heard.append(event.event))
    await manager.connect()

    async def act(**action):
        return await manager.send_action(action)

    ping = await act(Action='Ping')
    check('ping', (ping.success, ping.Ping), (True, 'Pong'))
    made = await manager.send_action({'Action': 'UpdateConfig', 'SrcFilename': 'queues.conf', 'DstFilename': 'queues.conf', 'Reload': 'app_queue',
                                      'Action-000000': 'newcat', 'Cat-000000': 'snakes', 'Action-000001': 'append', 'Cat-000001': 'snakes', 'Var-000001': 'member', 'Value-000001': '>PJSIP/7301'})
    check('a queue', made.success, True)
    status = await act(Action='QueueStatus', Queue='snakes')
    check('its members', [(m.event, m.Location) for m in status if m.event == 'QueueMember'], [('QueueMember', 'PJSIP/7301')])
    put = await manager.send_command('database put snakes name adder')
    check('the console writes', (put.success, put.Output), (True, 'Updated database successfully'))
    row = await act(Action='DBGet', Family='snakes', Key='name')
    check('and AMI reads', [m.Val for m in row if m.event == 'DBGetResponse'], ['adder'])
    none = await act(Action='DBGet', Family='snakes', Key='none')
    check('what is not there', (none.success, none.Message), (False, 'Database entry not found'))
    lines = await manager.send_command('core show channels count')
    check('lines of the console', lines.Output, ['0 active channels', '0 active calls', '0 calls processed'])
    check('an unknown action', (await act(Action='Hiss')).Message, 'Invalid/unknown command: Hiss. Use Action: ListCommands to show available commands.')
    await act(Action='UserEvent', UserEvent='hiss')
    await asyncio.sleep(1.5)  # it pings by itself meanwhile
    check('events', [e for e in heard if e in ('FullyBooted', 'SuccessfulAuth', 'UserEvent')], ['FullyBooted', 'SuccessfulAuth', 'UserEvent'])
    await act(Action='DBDelTree', Family='snakes')
    gone = await manager.send_action({'Action': 'UpdateConfig', 'SrcFilename': 'queues.conf', 'DstFilename': 'queues.conf', 'Reload': 'app_queue', 'Action-000000': 'delcat', 'Cat-000000': 'snakes'})
    check('it leaves nothing behind', gone.success, True)
    check('goodbye', (await act(Action='Logoff')).Message, 'Thanks for all the fish.')
    manager.close()


asyncio.run(asyncio.wait_for(main(), 30))
print(f'{passed} passed, {failed} failed')
sys.exit(1 if failed else 0)
