<?php

use Patchbay\Telephony\Refusal;
use Patchbay\Telephony\Rules\Codes;
use Patchbay\Telephony\Rules\Fields;
use Patchbay\Telephony\Rules\Levels;
use Patchbay\Telephony\Service;

/** contract.json, which the simulator is held against too, is what this module does. */
function test_contract(): void
{
    $contract = contract();
    same($contract['version'], Service::VERSION);
    same($contract['page'], Service::PAGE);
    same($contract['codes'], Codes::PATTERNS);
    same($contract['codeLength'], Codes::LENGTH);
    same($contract['nameLength'], Fields::NAME_LENGTH);
    same($contract['errors'], Refusal::STATUS);
    same([$contract['scope']], array_keys(Service::onRestServiceBuildDescription()));
    same(array_keys($contract['methods']), array_keys(Service::onRestServiceBuildDescription()['patchbay']));
    $levels = [];
    foreach (Levels::ALLOWED as $entity => $actions) {
        foreach ($actions as $action => $letters) {
            $levels["$entity.$action"] = $letters;
        }
    }
    same($contract['levels'], $levels);
}

function test_every_method_can_be_called(): void
{
    foreach (Service::onRestServiceBuildDescription()['patchbay'] as $name => $method) {
        same(true, is_callable($method['callback']), $name);
        same(true, is_array($method['callback']), "$name: the portal takes no anonymous functions");
    }
}

function test_codes(): void
{
    foreach (contract()['codesAccepted'] as $code) {
        same($code, Codes::check($code), $code);
    }
    foreach (array_merge(contract()['codesRefused'], [null, 7, [], 'U' . str_repeat('1', 100)]) as $code) {
        refused('PATCHBAY_BAD_CODE', function () use ($code) {
            Codes::check($code);
        }, json_encode($code));
    }
}

function test_every_letter_of_every_pair(): void
{
    $known = Levels::ALLOWED;
    foreach (contract()['levels'] as $pair => $allowed) {
        [$entity, $action] = explode('.', $pair);
        foreach (['', 'A', 'C', 'D', 'K', 'X', 'Y', 'a', ' ', 'XX', null, 0, true, []] as $letter) {
            $set = function () use ($entity, $action, $letter, $known) {
                return Levels::whole([$entity => [$action => $letter]], $known, []);
            };
            if (in_array($letter, $allowed, true)) {
                same($letter, $set()[$entity][$action], $pair);
            } else {
                refused('PATCHBAY_BAD_PERMISSION', $set, "$pair " . json_encode($letter));
            }
        }
    }
}

function test_shapes_of_permissions(): void
{
    foreach (['X', 1, null, ['CALL_DETAIL' => 'X'], ['CALL_DETAIL.VIEW' => 'X'], ['CALL_DETAIL' => ['X']], [['VIEW' => 'X']]] as $asked) {
        refused('PATCHBAY_BAD_PERMISSION', function () use ($asked) {
            Levels::whole($asked, Levels::ALLOWED, []);
        }, json_encode($asked));
    }
    same([], array_filter(array_merge(...array_values(array_map('array_values', Levels::whole([], Levels::ALLOWED, []))))), 'nothing asked is nothing granted');
}

function test_ids(): void
{
    foreach ([[7, 7], ['7', 7], ['4294967295', 4294967295], [0, 0], [-3, 0], ['0', 0], ['07', 0], ['7 ', 0], ["7\n", 0], ['-7', 0], ['7.0', 0],
        ['7e1', 0], ['', 0], [null, 0], [true, 0], [[7], 0], ['99999999999999999999', 0]] as [$value, $want]) {
        same($want, Fields::id($value), json_encode($value));
    }
}

function test_names(): void
{
    foreach (['Manager', 'Écoute', '0', ' padded ', str_repeat('é', 255)] as $name) {
        same($name, Fields::name($name));
    }
    foreach (['', ' ', "\t\n", null, 7, [], str_repeat('é', 256), "\xff"] as $name) {
        refused('PATCHBAY_BAD_NAME', function () use ($name) {
            Fields::name($name);
        }, var_export($name, true));
    }
}

function test_starts(): void
{
    foreach ([[0, 0], ['50', 50], [100, 100], [-1, 0], ['-1', 0], ['x', 0], [null, 0], [[], 0]] as [$value, $want]) {
        same($want, Fields::start($value), json_encode($value));
    }
}
