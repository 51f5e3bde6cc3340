<?php

/**
 * What PHP scripts do without a library: http_build_query into a form, nested
 * arrays with numbers, true as 1 and false as nothing, commands of a batch as
 * queries of their own.
 */

$webhook = getenv('WEBHOOK');
$passed = $failed = 0;

function call(string $method, array $params = []): array
{
    global $webhook;
    $context = stream_context_create([
        'http' => ['method' => 'POST', 'ignore_errors' => true, 'header' => 'Content-Type: application/x-www-form-urlencoded', 'content' => http_build_query($params)],
        'ssl' => ['cafile' => getenv('NODE_EXTRA_CA_CERTS')],
    ]);

    return json_decode(file_get_contents($webhook . $method . '.json', false, $context), true);
}

function check(string $name, $want, $got): void
{
    global $passed, $failed;
    if ($want === $got) {
        $passed++;

        return;
    }
    $failed++;
    echo "FAIL $name\n     got " . json_encode($got) . ', want ' . json_encode($want) . "\n";
}

$found = call('user.get', ['FILTER' => ['ID' => [3, 5, 101], 'ACTIVE' => true], 'SORT' => 'ID', 'ORDER' => 'DESC']);
check('a filter of a list and a flag', ['5', '3'], array_column($found['result'] ?? [], 'ID'));
$found = call('user.get', ['FILTER' => ['ID' => [3, 101], 'ACTIVE' => false]]);
check('a flag that is off', ['101'], array_column($found['result'] ?? [], 'ID'));

$batch = call('batch', ['halt' => 0, 'cmd' => [
    'who' => 'user.get?' . http_build_query(['FILTER' => ['ID' => 3]]),
    'where' => 'department.get?ID=$result[who][0][UF_DEPARTMENT][0]',
]]);
check('a batch of queries', 'Sales', $batch['result']['result']['where'][0]['NAME'] ?? $batch);
check('a batch without errors', [], $batch['result']['result_error'] ?? null);

$id = call('department.add', ['NAME' => 'Отдел № 1 & +', 'PARENT' => 1])['result'] ?? null;
check('letters beyond ASCII', [['ID' => (string)$id, 'NAME' => 'Отдел № 1 & +', 'SORT' => 500, 'PARENT' => '1']], call('department.get', ['ID' => $id])['result'] ?? null);

$id = call('user.add', ['EMAIL' => 'php@example.com', 'UF_DEPARTMENT' => [1, 5]])['result'] ?? null;
check('a list of departments', [1, 5], call('user.get', ['ID' => $id])['result'][0]['UF_DEPARTMENT'] ?? null);

$page = call('user.get', ['start' => 50, 'SORT' => 'ID', 'ORDER' => 'ASC']);
check('the second page', [122, 100, '51'], [$page['total'] ?? null, $page['next'] ?? null, $page['result'][0]['ID'] ?? null]);

check('an error', 'ERROR_METHOD_NOT_FOUND', call('no.such.method')['error'] ?? null);

echo "$passed passed, $failed failed\n";
exit($failed > 0 ? 1 : 0);
