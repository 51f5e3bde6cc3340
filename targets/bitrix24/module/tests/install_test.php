<?php

use Fake\Store;

function test_install_and_remove(): void
{
    require_once __DIR__ . '/../patchbay.telephony/install/index.php';
    $module = new patchbay_telephony();
    same('patchbay.telephony', $module->MODULE_ID);
    same(1, preg_match('/^\d+\.\d+\.\d+$/', $module->MODULE_VERSION));
    same(true, $module->DoInstall());
    same(true, $module->DoInstall(), 'installing twice');
    same(['main', 'rest', 'voximplant', 'patchbay.telephony'], Store::$modules);
    same([contract()['event'] . ' patchbay.telephony' => ['\Patchbay\Telephony\Service', 'onRestServiceBuildDescription']], Store::$handlers);
    same('registerModule patchbay.telephony', Store::$calls[0], 'the handler comes after the module');
    same(true, is_callable(reset(Store::$handlers)));

    Store::$calls = [];
    same(true, $module->DoUninstall());
    same(['main', 'rest', 'voximplant'], Store::$modules);
    same([], Store::$handlers);
    same('unRegisterEventHandler rest:OnRestServiceBuildDescription', Store::$calls[0], 'the handler goes before the module');
}

function test_install_needs_rest_and_telephony(): void
{
    require_once __DIR__ . '/../patchbay.telephony/install/index.php';
    foreach (['rest', 'voximplant'] as $missing) {
        Store::reset();
        Store::$modules = array_values(array_diff(Store::$modules, [$missing]));
        same(false, (new patchbay_telephony())->DoInstall(), $missing);
        same([], Store::$calls, $missing);
        same(true, strpos($GLOBALS['APPLICATION']->GetException()->GetString(), $missing) !== false, $missing);
    }
}

/** Runs the console script in a folder laid out as a portal, and gives its exit code, output and errors. */
function console(string $root, string $verb): array
{
    $script = "$root/local/modules/patchbay.telephony/install/console.php";
    $run = proc_open([PHP_BINARY, $script, $verb], [1 => ['pipe', 'w'], 2 => ['pipe', 'w']], $pipes);
    $out = stream_get_contents($pipes[1]);
    $err = stream_get_contents($pipes[2]);

    return [proc_close($run), $out, $err];
}

function test_console(): void
{
    $root = sys_get_temp_dir() . '/patchbay-portal-' . getmypid();
    mkdir("$root/local/modules", 0700, true);
    mkdir("$root/bitrix/modules/main/include", 0700, true);
    exec('cp -r ' . escapeshellarg(__DIR__ . '/../patchbay.telephony') . ' ' . escapeshellarg("$root/local/modules/"));
    try {
        same(1, console($root, 'install')[0], 'without a portal');
        $fake = var_export(__DIR__ . '/fake', true);
        file_put_contents("$root/bitrix/modules/main/include/prolog_before.php", "<?php
            foreach (['store', 'tables', 'bitrix'] as \$part) {
                require $fake . \"/\$part.php\";
            }
            Fake\\Store::reset();
            if (is_file(__DIR__ . '/poor')) {
                Fake\\Store::\$modules = ['main', 'rest'];
            }");
        same([0, "not installed\n", ''], console($root, 'status'));
        same([0, "installed\n", ''], console($root, 'install'));
        same([0, "removed\n", ''], console($root, 'remove'));
        same(2, console($root, 'upgrade')[0]);
        touch("$root/bitrix/modules/main/include/poor");
        same([1, '', "error: patchbay.telephony needs the module voximplant, which is not installed\n"], console($root, 'install'));
    } finally {
        exec('rm -rf ' . escapeshellarg($root));
    }
}

/** The list in include.php is all of lib/, and nothing else. */
function test_every_class_is_found(): void
{
    $module = __DIR__ . '/../patchbay.telephony';
    preg_match_all("/'(lib\/[a-z\/]+\.php)'/", file_get_contents("$module/include.php"), $listed);
    $there = array_map(function (string $file) use ($module) {
        return substr($file, strlen($module) + 1);
    }, array_merge(glob("$module/lib/*.php"), glob("$module/lib/*/*.php")));
    sort($listed[1]);
    sort($there);
    same($there, $listed[1]);
}

/** Words that a module which changes rights must never say. */
function test_nothing_destructive_is_called(): void
{
    $module = __DIR__ . '/../patchbay.telephony';
    foreach (array_merge(glob("$module/*.php"), glob("$module/*/*.php"), glob("$module/*/*/*.php")) as $file) {
        foreach (['truncate', 'resetToDefault', 'createDefaultRoles', 'deleteByRoleId', 'clearRoleAccess', 'query(', 'queryExecute', 'eval('] as $word) {
            same(false, stripos(file_get_contents($file), $word), "$file says $word");
        }
    }
}
