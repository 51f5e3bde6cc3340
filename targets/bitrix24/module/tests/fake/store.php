<?php

namespace Fake;

/** What the pretended portal holds, and what was asked of it. */
final class Store
{
    /** @var array<string, array<int, array>> table → id → row */
    public static $rows = [];

    /** @var array<string, array<int, array>> the rows as the vendor's day-long cache has them */
    public static $cached = [];

    /** @var array<string, int> */
    public static $lastId = [];

    /** @var array module ids */
    public static $modules = [];

    /** @var array<string, array> */
    public static $handlers = [];

    /** @var array what went to the portal's event log */
    public static $log = [];

    /** @var string[] calls worth telling, in order */
    public static $calls = [];

    /** @var bool an older telephony version, with six pairs */
    public static $old = false;

    /** @var array pairs of a newer telephony version: entity → action → letters */
    public static $newer = [];

    /** @var string what fails next: "permissions", "role", "access", "phone" */
    public static $broken = '';

    public static function reset(): void
    {
        foreach (array_keys(get_class_vars(self::class)) as $name) {
            self::$$name = is_array(self::$$name) ? [] : (is_bool(self::$$name) ? false : '');
        }
        self::$modules = ['main', 'rest', 'voximplant'];
        $GLOBALS['APPLICATION'] = new \CMain();
        $GLOBALS['USER'] = new \CUser(true);
    }

    /** Loads a world in the shape of the simulator's. */
    public static function load(array $world): void
    {
        self::reset();
        foreach ($world['roles'] ?? [] as $role) {
            self::put('role', $role['ID'], ['NAME' => $role['NAME']]);
            foreach ($role['PERMISSIONS'] as $pair => $letter) {
                [$entity, $action] = explode('.', $pair);
                self::put('permission', null, ['ROLE_ID' => $role['ID'], 'ENTITY' => $entity, 'ACTION' => $action, 'PERMISSION' => $letter]);
            }
        }
        foreach ($world['access'] ?? [] as $row) {
            self::put('access', $row['ID'], ['ROLE_ID' => $row['ROLE_ID'], 'ACCESS_CODE' => $row['CODE']]);
        }
        foreach ($world['userGroups'] ?? [] as $row) {
            self::put('group', $row['ID'], ['NAME' => $row['NAME'], 'ACTIVE' => 'Y']);
        }
        foreach ($world['users'] ?? [] as $row) {
            self::put('user', $row['ID'], ['UF_VI_PHONE' => $row['PHONE_ENABLED'] ?? 'N']);
            foreach ($row['USER_GROUPS'] ?? [] as $group) {
                self::put('usergroup', null, ['USER_ID' => $row['ID'], 'GROUP_ID' => $group]);
            }
        }
        self::$cached = self::$rows;
    }

    /** Stores a row, under the next id when none is given. The database gives every value back as text. */
    public static function put(string $table, $id, array $fields): int
    {
        $id = $id === null ? (self::$lastId[$table] ?? 0) + 1 : (int)$id;
        self::$lastId[$table] = max($id, self::$lastId[$table] ?? 0);
        self::$rows[$table][$id] = array_map('strval', ['ID' => $id] + $fields);

        return $id;
    }
}
