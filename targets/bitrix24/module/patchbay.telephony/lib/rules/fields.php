<?php

namespace Patchbay\Telephony\Rules;

use Patchbay\Telephony\Refusal;

/** Ids, names and where a page starts, as they come over the wire. */
final class Fields
{
    /** The width of the column, in characters. */
    public const NAME_LENGTH = 255;

    /** A number from 1 up; 0, which nothing has, for everything else. */
    public static function id($value): int
    {
        if (is_int($value)) {
            return max($value, 0);
        }
        if (!is_string($value) || preg_match('/^[1-9]\d{0,9}$/D', $value) !== 1) {
            return 0;
        }

        return (int)$value;
    }

    /** A role's name, kept to the letter. */
    public static function name($value): string
    {
        if (!is_string($value) || trim($value) === '') {
            throw new Refusal('PATCHBAY_BAD_NAME', 'NAME is empty');
        }
        // Code points; a text that is no UTF-8 has none.
        $length = preg_match_all('/./su', $value);
        if ($length === false || $length > self::NAME_LENGTH) {
            throw new Refusal('PATCHBAY_BAD_NAME', 'NAME is longer than ' . self::NAME_LENGTH . ' characters, or not UTF-8');
        }

        return $value;
    }

    /** A page's offset. What is no number, or negative, is the first page. */
    public static function start($value): int
    {
        return is_numeric($value) ? max((int)$value, 0) : 0;
    }
}
