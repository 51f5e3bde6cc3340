<?php

use Bitrix\Main\EventManager;
use Bitrix\Main\ModuleManager;

/**
 * The installer that the portal looks for: a class named as the module, with
 * an underscore for the dot. It registers the module and one event handler. It
 * creates no table, copies no file and changes no right.
 */
class patchbay_telephony extends CModule
{
    public $MODULE_ID = 'patchbay.telephony';
    public $MODULE_VERSION;
    public $MODULE_VERSION_DATE;
    public $MODULE_NAME = 'patchbay: telephony roles over REST';
    public $MODULE_DESCRIPTION = 'Adds the REST methods patchbay.* for telephony roles and their access. Portal administrators only.';
    public $PARTNER_NAME = 'patchbay';
    public $PARTNER_URI = 'https://patchbay.dev';

    /** The modules without which there is nothing to publish, or nowhere to. */
    private const NEEDS = ['rest', 'voximplant'];

    /** From which module, which event, to this module, to which class and method. */
    private const HANDLER = [
        'rest', 'OnRestServiceBuildDescription', 'patchbay.telephony',
        '\Patchbay\Telephony\Service', 'onRestServiceBuildDescription',
    ];

    public function __construct()
    {
        $arModuleVersion = [];
        include __DIR__ . '/version.php';
        $this->MODULE_VERSION = $arModuleVersion['VERSION'];
        $this->MODULE_VERSION_DATE = $arModuleVersion['VERSION_DATE'];
    }

    /** Registers the module; false, with the reason thrown the portal's way, when it cannot. */
    public function DoInstall()
    {
        global $APPLICATION;
        foreach (self::NEEDS as $module) {
            if (!ModuleManager::isModuleInstalled($module)) {
                $APPLICATION->ThrowException("patchbay.telephony needs the module $module, which is not installed");

                return false;
            }
        }
        // The handler comes last: the portal never calls a module that it does not know.
        if (!ModuleManager::isModuleInstalled($this->MODULE_ID)) {
            ModuleManager::registerModule($this->MODULE_ID);
        }
        EventManager::getInstance()->registerEventHandler(...self::HANDLER);

        return true;
    }

    /** Takes the methods away. Roles and access stay as they are. */
    public function DoUninstall()
    {
        EventManager::getInstance()->unRegisterEventHandler(...self::HANDLER);
        ModuleManager::unRegisterModule($this->MODULE_ID);

        return true;
    }
}
