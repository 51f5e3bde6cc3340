<?php

/**
 * Runs the module's tests without a portal: php tests/run.php [part of a name].
 * A test is a function whose name starts with test_; it fails by throwing.
 */

error_reporting(E_ALL);
set_error_handler(function (int $level, string $text, string $file, int $line) {
    throw new ErrorException($text, 0, $level, $file, $line);
});

require __DIR__ . '/fake/store.php';
require __DIR__ . '/fake/tables.php';
require __DIR__ . '/fake/bitrix.php';
require __DIR__ . '/../patchbay.telephony/include.php';
require __DIR__ . '/check.php';
foreach (glob(__DIR__ . '/*_test.php') as $file) {
    require $file;
}

$passed = $failed = 0;
foreach (get_defined_functions()['user'] as $test) {
    if (strpos($test, 'test_') !== 0 || strpos($test, $argv[1] ?? '') === false) {
        continue;
    }
    Fake\Store::reset();
    try {
        $test();
        $passed++;
    } catch (Throwable $e) {
        $failed++;
        echo "FAIL $test\n     {$e->getMessage()}\n     {$e->getFile()}:{$e->getLine()}\n";
    }
}
echo "$passed passed, $failed failed\n";
exit($failed > 0 || $passed === 0 ? 1 : 0);
