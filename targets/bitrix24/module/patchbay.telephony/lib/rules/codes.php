<?php

namespace Patchbay\Telephony\Rules;

use Patchbay\Telephony\Refusal;

/**
 * The codes of those a role can be bound to: a user, a department with or
 * without those below, a user group, a workgroup or one of its roles, a role of
 * the structure. Those of the portal's own dialog, no others.
 */
final class Codes
{
    public const PATTERNS = [
        '^I?U\d+$', '^DR\d+$', '^D\d+$', '^G\d+$', '^SG\d+(?:_[AEK])?$', '^(AD|AT)[1-9]\d*$', '^(AD|AT)0$',
    ];

    /** The width of the column; a longer code would be cut or refused by the database. */
    public const LENGTH = 100;

    /** @param mixed $code as it came over the wire */
    public static function check($code): string
    {
        if (is_string($code) && strlen($code) <= self::LENGTH && self::matches($code)) {
            return $code;
        }
        throw new Refusal('PATCHBAY_BAD_CODE', 'CODE is none of U7, IU7, D5, DR5, G1, SG3, SG3_A, SG3_E, SG3_K, AD4, AT4');
    }

    private static function matches(string $code): bool
    {
        foreach (self::PATTERNS as $pattern) {
            // D: the end is the end, not what stands before a last line break.
            if (preg_match("/$pattern/D", $code) === 1) {
                return true;
            }
        }

        return false;
    }
}
