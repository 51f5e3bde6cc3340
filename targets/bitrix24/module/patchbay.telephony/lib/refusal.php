<?php

namespace Patchbay\Telephony;

/**
 * Why a call was not carried out: one of the codes of the contract, its HTTP
 * status as a number, and a sentence for a person. Nothing was written, unless
 * the sentence says so.
 */
final class Refusal extends \Exception
{
    public const STATUS = [
        'ACCESS_DENIED' => 403,
        'PATCHBAY_ROLE_EXISTS' => 400,
        'PATCHBAY_BAD_PERMISSION' => 400,
        'PATCHBAY_BAD_NAME' => 400,
        'PATCHBAY_BAD_CODE' => 400,
        'PATCHBAY_ROLE_NOT_FOUND' => 404,
        'PATCHBAY_USER_NOT_FOUND' => 404,
        'PATCHBAY_NOT_SAVED' => 400,
        'PATCHBAY_NO_TELEPHONY' => 400,
    ];

    /** @var string */
    private $word;

    public function __construct(string $word, string $message)
    {
        parent::__construct($message);
        $this->word = $word;
    }

    public function word(): string
    {
        return $this->word;
    }

    public function status(): int
    {
        return self::STATUS[$this->word];
    }
}
