<?php

/**
 * Plays the handlers for module_test.go: a line of JSON in, a line out. A line
 * with "world" begins anew; one with "method" is a call by the user "caller".
 */

require __DIR__ . '/fake/store.php';
require __DIR__ . '/fake/tables.php';
require __DIR__ . '/fake/bitrix.php';
require __DIR__ . '/../patchbay.telephony/include.php';
require __DIR__ . '/check.php';

while (($line = fgets(STDIN)) !== false) {
    $in = json_decode($line, true, 512, JSON_THROW_ON_ERROR);
    if (isset($in['world'])) {
        Fake\Store::load($in['world']);
        echo "{}\n";
        continue;
    }
    $GLOBALS['USER'] = new CUser($in['caller'] === '1');
    [$body, $status] = rest($in['method'], $in['params'] ?? []);
    echo json_encode(['status' => $status] + $body), "\n";
}
