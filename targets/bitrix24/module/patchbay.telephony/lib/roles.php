<?php

namespace Patchbay\Telephony;

use Patchbay\Telephony\Rules\Fields;
use Patchbay\Telephony\Rules\Levels;

/**
 * Roles with their permissions. Everything is checked before anything is
 * written, and no order of writes leaves a role wider than it was asked.
 */
final class Roles
{
    /** @var Portal */
    private $portal;

    public function __construct(Portal $portal)
    {
        $this->portal = $portal;
    }

    /** @return array{0: array, 1: int} a page in the shape of the contract, and how many roles there are */
    public function list(int $offset, int $limit): array
    {
        [$rows, $total] = $this->portal->roles($offset, $limit);
        $stored = $this->portal->permissions(array_map('intval', array_column($rows, 'ID')));
        $known = $this->portal->pairs();
        $out = [];
        foreach ($rows as $row) {
            $has = $stored[(int)$row['ID']] ?? [];
            $out[] = ['ID' => (string)$row['ID'], 'NAME' => (string)$row['NAME'], 'PERMISSIONS' => Levels::complete($has, $known)];
        }

        return [$out, $total];
    }

    public function add(array $query): int
    {
        $name = Fields::name($query['NAME'] ?? null);
        $letters = Levels::whole($query['PERMISSIONS'] ?? [], $this->portal->pairs(), []);
        $this->checkFree($name, 0);
        $id = $this->portal->addRole($name);
        try {
            $this->portal->setPermissions($id, $letters);
        } catch (\Throwable $e) {
            // Nobody is bound to it yet; without this a second try would find its name taken.
            $this->portal->deleteRole($id);
            throw $e;
        }

        return $id;
    }

    public function update(array $query): bool
    {
        $id = $this->existing($query['ID'] ?? null);
        $name = array_key_exists('NAME', $query) ? Fields::name($query['NAME']) : null;
        $letters = array_key_exists('PERMISSIONS', $query) ? $this->letters($id, $query['PERMISSIONS']) : null;
        if ($name !== null) {
            $this->checkFree($name, $id);
            $this->portal->renameRole($id, $name);
        }
        if ($letters !== null) {
            $this->portal->setPermissions($id, $letters);
        }

        return true;
    }

    /**
     * Bindings go first and the letters next, each through the portal's table
     * classes: its deleteRole alone leaves both in a cache that lasts a day, in
     * which the role would go on granting.
     */
    public function delete(array $query): bool
    {
        $id = $this->existing($query['ID'] ?? null);
        foreach ($this->portal->bindings($id, null) as $binding) {
            $this->portal->unbind($id, $binding);
        }
        $this->portal->setPermissions($id, Levels::complete([], $this->portal->pairs()));
        $this->portal->deleteRole($id);

        return true;
    }

    /** The id of a role that is there. */
    public function existing($value): int
    {
        $id = Fields::id($value);
        if ($id === 0 || $this->portal->roleName($id) === null) {
            throw new Refusal('PATCHBAY_ROLE_NOT_FOUND', 'there is no role of this ID');
        }

        return $id;
    }

    private function letters(int $id, $asked): array
    {
        $has = $this->portal->permissions([$id])[$id] ?? [];

        return Levels::whole($asked, $this->portal->pairs(), $has);
    }

    private function checkFree(string $name, int $but): void
    {
        if (array_diff($this->portal->rolesNamed($name), [$but]) !== []) {
            throw new Refusal('PATCHBAY_ROLE_EXISTS', 'there is a role of this name');
        }
    }
}
