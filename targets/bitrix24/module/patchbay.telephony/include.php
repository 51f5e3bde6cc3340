<?php

/**
 * patchbay.telephony publishes telephony roles and their access over REST, so
 * that they can be kept in git. Nothing here runs until the portal's REST
 * service asks who has methods to add (see install/index.php).
 */

\Bitrix\Main\Loader::registerAutoLoadClasses('patchbay.telephony', [
    'Patchbay\Telephony\Access' => 'lib/access.php',
    'Patchbay\Telephony\Portal' => 'lib/portal.php',
    'Patchbay\Telephony\Refusal' => 'lib/refusal.php',
    'Patchbay\Telephony\Roles' => 'lib/roles.php',
    'Patchbay\Telephony\Service' => 'lib/service.php',
    'Patchbay\Telephony\UserGroups' => 'lib/usergroups.php',
    'Patchbay\Telephony\Rules\Codes' => 'lib/rules/codes.php',
    'Patchbay\Telephony\Rules\Fields' => 'lib/rules/fields.php',
    'Patchbay\Telephony\Rules\Levels' => 'lib/rules/levels.php',
]);
