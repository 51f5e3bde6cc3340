<?php

namespace Patchbay\Telephony;

use Bitrix\Main\GroupTable;
use Bitrix\Main\UserGroupTable;
use Bitrix\Main\UserTable;
use Bitrix\Voximplant\Model\RoleAccessTable;
use Bitrix\Voximplant\Model\RolePermissionTable;
use Bitrix\Voximplant\Model\RoleTable;
use Bitrix\Voximplant\Security\Helper;
use Bitrix\Voximplant\Security\Permissions;
use Bitrix\Voximplant\Security\RoleManager;

/**
 * Everything that is asked of the portal, and nothing decided here. Only the
 * portal's own table and manager classes are used, never SQL: they keep its
 * caches right, which otherwise grant for a day what is no longer stored.
 * Nothing here empties a table or resets roles to their defaults.
 */
final class Portal
{
    /** Whether the portal heeds its stored roles; On-Premise always does. */
    public function canUse(): bool
    {
        return (bool)Helper::canUse();
    }

    /** entity → action → '' for every pair that the installed version knows. */
    public function pairs(): array
    {
        return Permissions::getNormalizedPermissions([]);
    }

    /** @return array{0: array, 1: int} rows with ID and NAME by ascending ID, and how many there are */
    public function roles(int $offset, int $limit): array
    {
        return self::page(RoleTable::getList(['select' => ['ID', 'NAME']] + self::window($offset, $limit)));
    }

    /** The name of a role, or null when there is none. */
    public function roleName(int $id): ?string
    {
        $row = RoleTable::getList(['select' => ['ID', 'NAME'], 'filter' => ['=ID' => $id]])->fetch();

        return $row ? (string)$row['NAME'] : null;
    }

    /** The ids of the roles of exactly that name; the database may compare without case. */
    public function rolesNamed(string $name): array
    {
        $out = [];
        $found = RoleTable::getList(['select' => ['ID', 'NAME'], 'filter' => ['=NAME' => $name]]);
        while ($row = $found->fetch()) {
            if ($row['NAME'] === $name) {
                $out[] = (int)$row['ID'];
            }
        }

        return $out;
    }

    /** role id → entity → action → letter, as stored. */
    public function permissions(array $roleIds): array
    {
        $out = [];
        if ($roleIds === []) {
            return $out;
        }
        $found = RolePermissionTable::getList(['filter' => ['@ROLE_ID' => $roleIds]]);
        while ($row = $found->fetch()) {
            $out[(int)$row['ROLE_ID']][$row['ENTITY']][$row['ACTION']] = (string)$row['PERMISSION'];
        }

        return $out;
    }

    public function addRole(string $name): int
    {
        $id = (int)self::saved(RoleTable::add(['NAME' => $name]))->getId();
        self::note('role.add', $id, $name);

        return $id;
    }

    public function renameRole(int $id, string $name): void
    {
        self::saved(RoleTable::update($id, ['NAME' => $name]));
        self::note('role.rename', $id, $name);
    }

    /** Replaces all pairs of a role: entity → action → letter. */
    public function setPermissions(int $id, array $permissions): void
    {
        RoleManager::setRolePermissions($id, $permissions);
        self::note('role.permissions', $id, json_encode($permissions));
    }

    /** The role with what is left of it. Its bindings are to be gone before. */
    public function deleteRole(int $id): void
    {
        RoleManager::deleteRole($id);
        self::note('role.delete', $id, '');
    }

    /** @return array{0: array, 1: int} rows with ID, ROLE_ID and ACCESS_CODE by ascending ID, and how many there are */
    public function access(int $offset, int $limit): array
    {
        return self::page(RoleAccessTable::getList(self::window($offset, $limit)));
    }

    /** The ids of a role's bindings by ascending ID: to one code, or to any when it is null. */
    public function bindings(int $roleId, ?string $code): array
    {
        $out = [];
        $found = RoleAccessTable::getList(['filter' => ['=ROLE_ID' => $roleId], 'order' => ['ID' => 'ASC']]);
        while ($row = $found->fetch()) {
            if ($code === null || $row['ACCESS_CODE'] === $code) {
                $out[] = (int)$row['ID'];
            }
        }

        return $out;
    }

    public function bind(int $roleId, string $code): int
    {
        $id = (int)self::saved(RoleAccessTable::add(['ROLE_ID' => $roleId, 'ACCESS_CODE' => $code]))->getId();
        Helper::clearMenuCache();
        self::note('access.add', $roleId, $code);

        return $id;
    }

    public function unbind(int $roleId, int $id): void
    {
        self::saved(RoleAccessTable::delete($id));
        Helper::clearMenuCache();
        self::note('access.delete', $roleId, "binding $id");
    }

    /** @return array{0: array, 1: int} rows with ID, NAME and ACTIVE by ascending ID, and how many there are */
    public function userGroups(int $offset, int $limit): array
    {
        return self::page(GroupTable::getList(['select' => ['ID', 'NAME', 'ACTIVE']] + self::window($offset, $limit)));
    }

    /** @return array[] rows with USER_ID, GROUP_ID and the period, DATE_ACTIVE_FROM to DATE_ACTIVE_TO, of those who are written into groups */
    public function userGroupMembers(array $groupIds): array
    {
        return $groupIds === [] ? [] : UserGroupTable::getList([
            'select' => ['USER_ID', 'GROUP_ID', 'DATE_ACTIVE_FROM', 'DATE_ACTIVE_TO'],
            'filter' => ['@GROUP_ID' => $groupIds],
        ])->fetchAll();
    }

    /** Whether a user's SIP device is on, or null when there is no such user. */
    public function phoneIsOn(int $userId): ?bool
    {
        $row = UserTable::getList(['select' => ['ID', 'UF_VI_PHONE'], 'filter' => ['=ID' => $userId]])->fetch();

        return $row ? $row['UF_VI_PHONE'] === 'Y' : null;
    }

    public function switchPhoneOff(int $userId): void
    {
        (new \CVoxImplantUser())->SetPhoneActive($userId, false);
        self::note('phone.off', $userId, '');
    }

    private static function window(int $offset, int $limit): array
    {
        return ['order' => ['ID' => 'ASC'], 'offset' => $offset, 'limit' => $limit, 'count_total' => true];
    }

    private static function page($found): array
    {
        $rows = [];
        while ($row = $found->fetch()) {
            $rows[] = $row;
        }

        return [$rows, (int)$found->getCount()];
    }

    private static function saved($result)
    {
        if (!$result->isSuccess()) {
            throw new Refusal('PATCHBAY_NOT_SAVED', implode('; ', $result->getErrorMessages()));
        }

        return $result;
    }

    /** Each change is in the portal's event log, with the user whose call it was. */
    private static function note(string $what, int $id, string $detail): void
    {
        \CEventLog::Add([
            'SEVERITY' => 'SECURITY',
            'AUDIT_TYPE_ID' => 'PATCHBAY_TELEPHONY',
            'MODULE_ID' => 'patchbay.telephony',
            'ITEM_ID' => (string)$id,
            'DESCRIPTION' => trim("$what $detail"),
        ]);
    }
}
