<?php

namespace Patchbay\Telephony;

use Bitrix\Main\Loader;
use Bitrix\Rest\RestException;
use Patchbay\Telephony\Rules\Fields;
use Patchbay\Telephony\Rules\Levels;

/**
 * The REST methods of the scope "patchbay", by the documented event
 * rest:OnRestServiceBuildDescription. The names are ours, not Bitrix24's. Each
 * handler gets the call's data, where its page starts, and the server; the user
 * of the token or webhook is the current one by then, and must be a portal
 * administrator whatever telephony role they hold.
 */
final class Service extends \IRestService
{
    public const VERSION = '1';
    public const SCOPE = 'patchbay';

    /** Rows of a page, as everywhere in the vendor's REST. */
    public const PAGE = 50;

    private const METHODS = [
        'patchbay.info' => 'info',
        'patchbay.role.list' => 'roleList',
        'patchbay.role.add' => 'roleAdd',
        'patchbay.role.update' => 'roleUpdate',
        'patchbay.role.delete' => 'roleDelete',
        'patchbay.access.list' => 'accessList',
        'patchbay.access.add' => 'accessAdd',
        'patchbay.access.delete' => 'accessDelete',
        'patchbay.usergroup.list' => 'userGroupList',
        'patchbay.phone.off' => 'phoneOff',
    ];

    private const STATUS = [
        400 => \CRestServer::STATUS_WRONG_REQUEST,
        403 => \CRestServer::STATUS_FORBIDDEN,
        404 => \CRestServer::STATUS_NOT_FOUND,
    ];

    /** scope → method → callback, as the event asks. */
    public static function onRestServiceBuildDescription(): array
    {
        $methods = [];
        foreach (self::METHODS as $name => $handler) {
            $methods[$name] = ['callback' => [self::class, $handler], 'options' => []];
        }

        return [self::SCOPE => $methods];
    }

    public static function info($query, $start, \CRestServer $server): array
    {
        return self::answer(static function (Portal $portal) {
            return [
                'VERSION' => self::VERSION,
                'CAN_USE' => $portal->canUse() ? 'Y' : 'N',
                'PAIRS' => Levels::names($portal->pairs()),
            ];
        });
    }

    public static function roleList($query, $start, \CRestServer $server): array
    {
        return self::listing($start, static function (Portal $portal, int $offset) {
            return (new Roles($portal))->list($offset, self::PAGE);
        });
    }

    public static function roleAdd($query, $start, \CRestServer $server): int
    {
        return self::answer(static function (Portal $portal) use ($query) {
            return (new Roles($portal))->add($query);
        });
    }

    public static function roleUpdate($query, $start, \CRestServer $server): bool
    {
        return self::answer(static function (Portal $portal) use ($query) {
            return (new Roles($portal))->update($query);
        });
    }

    public static function roleDelete($query, $start, \CRestServer $server): bool
    {
        return self::answer(static function (Portal $portal) use ($query) {
            return (new Roles($portal))->delete($query);
        });
    }

    public static function accessList($query, $start, \CRestServer $server): array
    {
        return self::listing($start, static function (Portal $portal, int $offset) {
            return (new Access($portal))->list($offset, self::PAGE);
        });
    }

    public static function accessAdd($query, $start, \CRestServer $server): int
    {
        return self::answer(static function (Portal $portal) use ($query) {
            return (new Access($portal))->add($query);
        });
    }

    public static function accessDelete($query, $start, \CRestServer $server): bool
    {
        return self::answer(static function (Portal $portal) use ($query) {
            return (new Access($portal))->delete($query);
        });
    }

    public static function userGroupList($query, $start, \CRestServer $server): array
    {
        return self::listing($start, static function (Portal $portal, int $offset) {
            return (new UserGroups($portal))->list($offset, self::PAGE, time());
        });
    }

    /** Switches a user's SIP device off, and looks whether it is. */
    public static function phoneOff($query, $start, \CRestServer $server): bool
    {
        return self::answer(static function (Portal $portal) use ($query) {
            $userId = Fields::id($query['USER_ID'] ?? null);
            if ($userId === 0 || $portal->phoneIsOn($userId) === null) {
                throw new Refusal('PATCHBAY_USER_NOT_FOUND', 'there is no user of this USER_ID');
            }
            $portal->switchPhoneOff($userId);
            if ($portal->phoneIsOn($userId)) {
                throw new Refusal('PATCHBAY_NOT_SAVED', 'the phone is still on');
            }

            return true;
        });
    }

    /** A page with its total, and where the next one starts when there is one. */
    private static function listing($start, callable $page): array
    {
        return self::answer(static function (Portal $portal) use ($start, $page) {
            $offset = Fields::start($start);
            [$rows, $total] = $page($portal, $offset);

            return static::setNavData($rows, ['count' => $total, 'offset' => $offset]);
        });
    }

    /** Runs a handler for an administrator, and turns a refusal into a REST error. */
    private static function answer(callable $handler)
    {
        try {
            self::checkCaller();

            return $handler(new Portal());
        } catch (Refusal $e) {
            throw new RestException($e->getMessage(), $e->word(), self::STATUS[$e->status()]);
        }
    }

    private static function checkCaller(): void
    {
        global $USER;
        if (!$USER instanceof \CUser || !$USER->IsAdmin()) {
            throw new Refusal('ACCESS_DENIED', 'Access denied!');
        }
        if (!Loader::includeModule('voximplant')) {
            throw new Refusal('PATCHBAY_NO_TELEPHONY', 'the telephony module (voximplant) is not installed');
        }
    }
}
