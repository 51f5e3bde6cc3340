<?php

namespace Patchbay\Telephony\Rules;

use Patchbay\Telephony\Refusal;

/**
 * Which letters a pair of entity and action takes. The portal itself stores any
 * letter and compares letters as strings, so that SETTINGS.MODIFY=D would count
 * as granted: what is let through here is what holds.
 */
final class Levels
{
    public const ALLOWED = [
        'CALL_DETAIL' => ['VIEW' => ['', 'A', 'D', 'X']],
        'CALL_RECORD' => ['LISTEN' => ['', 'A', 'D', 'X'], 'MODIFY' => ['', 'A', 'D', 'X']],
        'CALL' => ['PERFORM' => ['', 'C', 'K', 'X']],
        'USER' => ['MODIFY' => ['', 'A', 'D', 'X']],
        'SETTINGS' => ['MODIFY' => ['', 'X']],
        'LINE' => ['MODIFY' => ['', 'X']],
        'BALANCE' => ['MODIFY' => ['', 'X']],
    ];

    /**
     * The whole set of letters to store: what was asked, every other known pair
     * denied. A pair that the portal knows and this table does not comes from a
     * newer version: it keeps what it has, and cannot be asked for.
     *
     * @param mixed $asked entity → action → letter, as it came over the wire
     * @param array $known entity → action → anything: the pairs of this portal
     * @param array $has entity → action → letter: what the role has now
     */
    public static function whole($asked, array $known, array $has): array
    {
        $out = self::complete([], $known);
        foreach ($known as $entity => $actions) {
            foreach (array_keys($actions) as $action) {
                if (!isset(self::ALLOWED[$entity][$action])) {
                    $out[$entity][$action] = (string)($has[$entity][$action] ?? '');
                }
            }
        }
        foreach (self::triples($asked) as [$entity, $action, $letter]) {
            self::check($entity, $action, $letter, $known);
            $out[$entity][$action] = $letter;
        }

        return $out;
    }

    /** What is stored, with '' for each known pair that has no row. */
    public static function complete(array $has, array $known): array
    {
        $out = [];
        foreach ($known as $entity => $actions) {
            foreach (array_keys($actions) as $action) {
                $out[$entity][$action] = (string)($has[$entity][$action] ?? '');
            }
        }

        return $out;
    }

    /** CALL_DETAIL.VIEW and so on, in the portal's order. */
    public static function names(array $known): array
    {
        $out = [];
        foreach ($known as $entity => $actions) {
            foreach (array_keys($actions) as $action) {
                $out[] = "$entity.$action";
            }
        }

        return $out;
    }

    private static function triples($asked): array
    {
        if (!is_array($asked)) {
            throw new Refusal('PATCHBAY_BAD_PERMISSION', 'PERMISSIONS is not a map of entities');
        }
        $out = [];
        foreach ($asked as $entity => $actions) {
            if (!is_array($actions)) {
                throw new Refusal('PATCHBAY_BAD_PERMISSION', "PERMISSIONS[$entity] is not a map of actions");
            }
            foreach ($actions as $action => $letter) {
                $out[] = [$entity, $action, $letter];
            }
        }

        return $out;
    }

    private static function check($entity, $action, $letter, array $known): void
    {
        if (!isset(self::ALLOWED[$entity][$action], $known[$entity][$action])) {
            throw new Refusal('PATCHBAY_BAD_PERMISSION', "$entity.$action is not known to this portal");
        }
        if (!in_array($letter, self::ALLOWED[$entity][$action], true)) {
            $levels = implode(', ', self::ALLOWED[$entity][$action]);
            throw new Refusal('PATCHBAY_BAD_PERMISSION', "$entity.$action takes one of '$levels'");
        }
    }
}
