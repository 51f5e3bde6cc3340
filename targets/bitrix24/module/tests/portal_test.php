<?php

use Fake\Store;

function load(): void
{
    Store::load(json_decode(file_get_contents(__DIR__ . '/cases.json'), true)['world']);
}

/** A role's letters in a table's rows or in its cache, without the denied ones. */
function letters(array $rows, int $role): array
{
    $out = [];
    foreach ($rows as $row) {
        if ((int)$row['ROLE_ID'] === $role && $row['PERMISSION'] !== '') {
            $out["{$row['ENTITY']}.{$row['ACTION']}"] = $row['PERMISSION'];
        }
    }

    return $out;
}

function test_pages_of_fifty(): void
{
    Store::reset();
    for ($i = 1; $i <= 120; $i++) {
        Store::put('role', null, ['NAME' => "Role $i"]);
        Store::put('access', null, ['ROLE_ID' => $i, 'ACCESS_CODE' => "U$i"]);
        Store::put('group', null, ['NAME' => "Group $i", 'ACTIVE' => 'Y']);
    }
    foreach (['patchbay.role.list', 'patchbay.access.list', 'patchbay.usergroup.list'] as $method) {
        $ids = [];
        $start = 0;
        for ($page = 1; $start !== null; $page++) {
            [$body] = rest($method, ['start' => $start]);
            same(120, $body['total'], $method);
            same([1 => 50, 2 => 50, 3 => 20][$page], count($body['result']), "$method page $page");
            $ids = array_merge($ids, array_column($body['result'], 'ID'));
            $start = $body['next'] ?? null;
        }
        same(array_map('strval', range(1, 120)), $ids, $method);
    }
}

/** The vendor's deleteRole alone would leave this role granting for a day. */
function test_a_deleted_role_grants_nothing_from_the_cache(): void
{
    load();
    same(true, letters(Store::$cached['permission'], 4) !== [], 'the cache starts warm');
    rest('patchbay.role.delete', ['ID' => '4']);
    same([], letters(Store::$cached['permission'], 4));
    same([], letters(Store::$rows['permission'], 4));
    same(['G1'], array_column(Store::$cached['access'], 'ACCESS_CODE'));
}

function test_a_role_whose_letters_fail_is_taken_back(): void
{
    load();
    Store::$broken = 'permissions';
    try {
        rest('patchbay.role.add', ['NAME' => 'Half', 'PERMISSIONS' => ['CALL' => ['PERFORM' => 'X']]]);
    } catch (RuntimeException $e) {
        same([1, 4], array_keys(Store::$rows['role']));

        return;
    }
    throw new Exception('the failure went unsaid');
}

function test_what_the_database_refuses_is_said(): void
{
    foreach (['role' => ['patchbay.role.add', ['NAME' => 'N']], 'access' => ['patchbay.access.add', ['ROLE_ID' => '4', 'CODE' => 'U2']],
        'phone' => ['patchbay.phone.off', ['USER_ID' => '2']]] as $broken => [$method, $params]) {
        load();
        Store::$broken = $broken;
        [$body, $status] = rest($method, $params);
        same(['PATCHBAY_NOT_SAVED', 400], [$body['error'] ?? $body, $status], $method);
    }
}

/** Nothing is written when any part of a call is wrong. */
function test_a_refused_update_writes_nothing(): void
{
    load();
    $before = Store::$rows;
    rest('patchbay.role.update', ['ID' => '4', 'NAME' => 'Agent', 'PERMISSIONS' => ['LINE' => ['MODIFY' => 'D']]]);
    rest('patchbay.role.update', ['ID' => '4', 'NAME' => 'Administrator', 'PERMISSIONS' => ['LINE' => ['MODIFY' => 'X']]]);
    rest('patchbay.role.add', ['NAME' => 'N', 'PERMISSIONS' => ['LINE' => ['MODIFY' => 'D']]]);
    same($before, Store::$rows);
}

function test_an_older_telephony_version(): void
{
    load();
    Store::$old = true;
    [$body] = rest('patchbay.info');
    same(array_values(array_diff(array_keys(contract()['levels']), contract()['absentInOlderVersions'])), $body['result']['PAIRS']);
    [$body] = rest('patchbay.role.list');
    same(['LISTEN' => 'X'], $body['result'][0]['PERMISSIONS']['CALL_RECORD']);
    foreach (['X', ''] as $letter) {
        [$body] = rest('patchbay.role.update', ['ID' => '4', 'PERMISSIONS' => ['BALANCE' => ['MODIFY' => $letter]]]);
        same('PATCHBAY_BAD_PERMISSION', $body['error'] ?? $body);
    }
}

/** A pair of a newer version keeps what it has; nobody here knows its levels. */
function test_a_newer_telephony_version(): void
{
    load();
    Store::$newer = ['TRANSCRIPT' => ['VIEW']];
    Store::put('permission', null, ['ROLE_ID' => 4, 'ENTITY' => 'TRANSCRIPT', 'ACTION' => 'VIEW', 'PERMISSION' => 'D']);
    rest('patchbay.role.update', ['ID' => '4', 'PERMISSIONS' => ['CALL' => ['PERFORM' => 'C']]]);
    same(['CALL.PERFORM' => 'C', 'TRANSCRIPT.VIEW' => 'D'], letters(Store::$rows['permission'], 4));
    [$body] = rest('patchbay.role.update', ['ID' => '4', 'PERMISSIONS' => ['TRANSCRIPT' => ['VIEW' => 'X']]]);
    same('PATCHBAY_BAD_PERMISSION', $body['error'] ?? $body);
    [$body] = rest('patchbay.role.list', ['start' => 1]);
    same(['VIEW' => 'D'], $body['result'][0]['PERMISSIONS']['TRANSCRIPT']);
}

function test_another_admins_binding_stays(): void
{
    load();
    Store::put('access', null, ['ROLE_ID' => 1, 'ACCESS_CODE' => 'U9']);
    rest('patchbay.access.add', ['ROLE_ID' => '1', 'CODE' => 'U2']);
    rest('patchbay.access.delete', ['ROLE_ID' => '4', 'CODE' => 'DR1']);
    same(['G1', 'IU2', 'U9', 'U2'], array_values(array_column(Store::$rows['access'], 'ACCESS_CODE')));
}

function test_a_binding_stored_twice_goes_whole(): void
{
    load();
    Store::put('access', null, ['ROLE_ID' => 4, 'ACCESS_CODE' => 'DR1']);
    Store::put('access', null, ['ROLE_ID' => 4, 'ACCESS_CODE' => 'dr1']);
    rest('patchbay.access.delete', ['ROLE_ID' => '4', 'CODE' => 'DR1']);
    same(['G1', 'IU2', 'dr1'], array_values(array_column(Store::$rows['access'], 'ACCESS_CODE')));
}

function test_only_a_users_phone_is_touched(): void
{
    load();
    $before = Store::$rows;
    rest('patchbay.phone.off', ['USER_ID' => '2']);
    $before['user'][2]['UF_VI_PHONE'] = 'N';
    same($before, Store::$rows);
}

function test_every_change_is_in_the_portals_log(): void
{
    load();
    rest('patchbay.role.add', ['NAME' => 'N', 'PERMISSIONS' => []]);
    rest('patchbay.role.update', ['ID' => '5', 'NAME' => 'M']);
    rest('patchbay.access.add', ['ROLE_ID' => '5', 'CODE' => 'U2']);
    rest('patchbay.role.delete', ['ID' => '5']);
    rest('patchbay.phone.off', ['USER_ID' => '2']);
    $told = array_map(function (array $entry) {
        return "{$entry['ITEM_ID']} " . explode(' ', $entry['DESCRIPTION'])[0];
    }, Store::$log);
    same(['5 role.add', '5 role.permissions', '5 role.rename', '5 access.add', '5 access.delete', '5 role.permissions', '5 role.delete', '2 phone.off'], $told);
}

function test_menus_are_refreshed_after_each_binding(): void
{
    load();
    rest('patchbay.access.add', ['ROLE_ID' => '1', 'CODE' => 'U2']);
    rest('patchbay.access.delete', ['ROLE_ID' => '1', 'CODE' => 'U2']);
    same(['clearMenuCache', 'clearMenuCache'], Store::$calls);
}

function test_reading_writes_nothing(): void
{
    load();
    $before = Store::$rows;
    foreach (['patchbay.info', 'patchbay.role.list', 'patchbay.access.list', 'patchbay.usergroup.list'] as $method) {
        rest($method);
    }
    same([$before, [], []], [Store::$rows, Store::$log, Store::$calls]);
}

function test_without_telephony(): void
{
    load();
    Store::$modules = ['main', 'rest'];
    [$body, $status] = rest('patchbay.role.list');
    same(['PATCHBAY_NO_TELEPHONY', 400], [$body['error'] ?? $body, $status]);
}

/** Whoever is written into a group is in it within the period, while it is on. */
function test_members_of_user_groups(): void
{
    load();
    $at = static function (int $seconds) {
        return new DateTimeImmutable('@' . (time() + $seconds));
    };
    foreach ([['2', null, null], ['1', $at(-9), $at(900)], ['8', $at(900), null], ['9', null, $at(-9)], ['10', null, null]] as [$user, $from, $to]) {
        $id = Store::put('usergroup', null, ['USER_ID' => $user, 'GROUP_ID' => '5']);
        Store::$rows['usergroup'][$id] += ['DATE_ACTIVE_FROM' => $from, 'DATE_ACTIVE_TO' => $to];
    }
    Store::put('group', 2, ['NAME' => 'All', 'ACTIVE' => 'Y']);
    Store::put('usergroup', null, ['USER_ID' => '2', 'GROUP_ID' => '2']);
    [$body] = rest('patchbay.usergroup.list', []);
    same([['1'], [], ['1', '2', '3', '10']], array_column($body['result'], 'USERS'));
    Store::$rows['group'][5]['ACTIVE'] = 'N';
    [$body] = rest('patchbay.usergroup.list', []);
    same([['1'], [], []], array_column($body['result'], 'USERS'));
}
