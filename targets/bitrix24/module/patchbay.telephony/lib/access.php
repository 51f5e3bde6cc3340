<?php

namespace Patchbay\Telephony;

use Patchbay\Telephony\Rules\Codes;
use Patchbay\Telephony\Rules\Fields;

/**
 * Who a role is bound to. Bindings come and go one by one: what another
 * administrator bound meanwhile stays.
 */
final class Access
{
    /** @var Portal */
    private $portal;

    /** @var Roles */
    private $roles;

    public function __construct(Portal $portal)
    {
        $this->portal = $portal;
        $this->roles = new Roles($portal);
    }

    /** @return array{0: array, 1: int} a page in the shape of the contract, and how many bindings there are */
    public function list(int $offset, int $limit): array
    {
        [$rows, $total] = $this->portal->access($offset, $limit);
        $out = [];
        foreach ($rows as $row) {
            $out[] = ['ID' => (string)$row['ID'], 'ROLE_ID' => (string)$row['ROLE_ID'], 'CODE' => (string)$row['ACCESS_CODE']];
        }

        return [$out, $total];
    }

    /** The binding's id; the one that is there when the code is bound already. */
    public function add(array $query): int
    {
        $roleId = $this->roles->existing($query['ROLE_ID'] ?? null);
        $code = Codes::check($query['CODE'] ?? null);
        $there = $this->portal->bindings($roleId, $code);

        return $there === [] ? $this->portal->bind($roleId, $code) : $there[0];
    }

    /**
     * Takes a code from a role, as often as it is bound; done too when it is
     * not, or when the role is gone. Codes are not checked: what an older version
     * stored can be taken away.
     */
    public function delete(array $query): bool
    {
        $roleId = Fields::id($query['ROLE_ID'] ?? null);
        $code = is_scalar($query['CODE'] ?? null) ? (string)$query['CODE'] : '';
        if ($roleId === 0 || $code === '') {
            throw new Refusal('PATCHBAY_BAD_CODE', 'ROLE_ID or CODE is missing');
        }
        foreach ($this->portal->bindings($roleId, $code) as $id) {
            $this->portal->unbind($roleId, $id);
        }

        return true;
    }
}
