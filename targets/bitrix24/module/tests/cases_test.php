<?php

use Fake\Store;

/** The exchanges that the simulator must answer in the same way (module_test.go plays them there). */
function test_cases(): void
{
    $all = json_decode(file_get_contents(__DIR__ . '/cases.json'), true, 512, JSON_THROW_ON_ERROR);
    $errors = contract()['errors'];
    foreach ($all['cases'] as $case) {
        Store::load($all['world']);
        $GLOBALS['USER'] = new CUser(($case['caller'] ?? '1') === '1');
        foreach ($case['calls'] as $i => $call) {
            $what = "{$case['name']}, call " . ($i + 1) . " {$call['method']}";
            [$body, $status] = rest($call['method'], $call['params'] ?? []);
            if (isset($call['error'])) {
                same($call['error'], $body['error'] ?? $body, $what);
                same($errors[$call['error']], $status, $what);
                continue;
            }
            same($call['result'], $body['result'] ?? $body, $what);
            same($call['total'] ?? null, $body['total'] ?? null, "$what: total");
            same($call['next'] ?? null, $body['next'] ?? null, "$what: next");
        }
    }
}

function test_a_refused_caller_changes_nothing(): void
{
    $all = json_decode(file_get_contents(__DIR__ . '/cases.json'), true);
    foreach (array_keys(contract()['methods']) as $method) {
        Store::load($all['world']);
        $before = Store::$rows;
        foreach ([new CUser(false), null] as $caller) {
            $GLOBALS['USER'] = $caller;
            [$body, $status] = rest($method, ['ID' => '4', 'ROLE_ID' => '4', 'CODE' => 'DR1', 'NAME' => 'N', 'PERMISSIONS' => [], 'USER_ID' => '2']);
            same('ACCESS_DENIED', $body['error'] ?? $body, $method);
            same(403, $status, $method);
        }
        same($before, Store::$rows, $method);
        same([], Store::$log, $method);
    }
}
