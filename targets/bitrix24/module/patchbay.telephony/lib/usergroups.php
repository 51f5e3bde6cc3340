<?php

namespace Patchbay\Telephony;

/**
 * The site's user groups, which codes such as G5 are of, with who is in each:
 * those who are written into it, for a period that is now, while the group is
 * switched on. Everybody is in group 2 without being written into it, so that
 * it names nobody. Dismissed users stay in their groups.
 */
final class UserGroups
{
    private const EVERYBODY = 2;

    /** @var Portal */
    private $portal;

    public function __construct(Portal $portal)
    {
        $this->portal = $portal;
    }

    /** @return array{0: array, 1: int} a page of groups, and how many there are */
    public function list(int $offset, int $limit, int $now): array
    {
        [$rows, $total] = $this->portal->userGroups($offset, $limit);
        $on = [];
        foreach ($rows as $row) {
            if ($row['ACTIVE'] === 'Y' && (int)$row['ID'] !== self::EVERYBODY) {
                $on[] = (int)$row['ID'];
            }
        }
        $members = $this->members($on, $now);
        $out = [];
        foreach ($rows as $row) {
            $out[] = ['ID' => (string)$row['ID'], 'NAME' => (string)$row['NAME'], 'USERS' => $members[(int)$row['ID']] ?? []];
        }

        return [$out, $total];
    }

    /** group id → ids of users, as text, by ascending number */
    private function members(array $groupIds, int $now): array
    {
        $ids = [];
        foreach ($this->portal->userGroupMembers($groupIds) as $row) {
            if (self::holds($row, $now)) {
                $ids[(int)$row['GROUP_ID']][(int)$row['USER_ID']] = true;
            }
        }
        foreach ($ids as $group => $users) {
            ksort($users);
            $ids[$group] = array_map('strval', array_keys($users));
        }

        return $ids;
    }

    /** The ends of a period are objects of the portal's, or nothing. */
    private static function holds(array $row, int $now): bool
    {
        $from = $row['DATE_ACTIVE_FROM'] ?? null;
        $to = $row['DATE_ACTIVE_TO'] ?? null;

        return !(is_object($from) && $from->getTimestamp() > $now) && !(is_object($to) && $to->getTimestamp() < $now);
    }
}
