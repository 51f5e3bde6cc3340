<?php

/**
 * Installs or removes the module from the command line, as the web server's user:
 *
 *     php local/modules/patchbay.telephony/install/console.php install
 *     php local/modules/patchbay.telephony/install/console.php remove
 *     php local/modules/patchbay.telephony/install/console.php status
 *
 * It exits with 0 when done, 1 when the portal refused and 2 for a wrong word.
 * Over HTTP it answers 404: a folder of modules may be within reach of the web.
 */

if (PHP_SAPI !== 'cli') {
    http_response_code(404);
    exit(1);
}

$verb = $argv[1] ?? '';
if (!in_array($verb, ['install', 'remove', 'status'], true)) {
    fwrite(STDERR, "error: say install, remove or status\n");
    exit(2);
}

// <root>/local/modules/patchbay.telephony/install, or the same under bitrix/.
$_SERVER['DOCUMENT_ROOT'] = dirname(__DIR__, 4);
$prolog = $_SERVER['DOCUMENT_ROOT'] . '/bitrix/modules/main/include/prolog_before.php';
if (!is_file($prolog)) {
    fwrite(STDERR, "error: no portal at {$_SERVER['DOCUMENT_ROOT']}\n");
    fwrite(STDERR, "hint: copy patchbay.telephony into the local/modules folder of the portal's document root\n");
    exit(1);
}
define('NO_KEEP_STATISTIC', true);
define('NOT_CHECK_PERMISSIONS', true);
require $prolog;

if ($verb === 'status') {
    echo \Bitrix\Main\ModuleManager::isModuleInstalled('patchbay.telephony') ? "installed\n" : "not installed\n";
    exit(0);
}

$module = \CModule::CreateModuleObject('patchbay.telephony');
$done = $verb === 'install' ? $module->DoInstall() : $module->DoUninstall();
if (!$done) {
    $why = $GLOBALS['APPLICATION']->GetException();
    fwrite(STDERR, 'error: ' . ($why ? $why->GetString() : 'the portal refused') . "\n");
    exit(1);
}
echo $verb === 'install' ? "installed\n" : "removed\n";
