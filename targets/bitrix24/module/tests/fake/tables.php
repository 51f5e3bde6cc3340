<?php

namespace Fake;

/** What a table class answers to getList. */
final class Found
{
    /** @var array */
    private $rows;

    /** @var int */
    private $count;

    public function __construct(array $rows, int $count)
    {
        $this->rows = $rows;
        $this->count = $count;
    }

    public function fetch()
    {
        return array_shift($this->rows) ?? false;
    }

    public function fetchAll(): array
    {
        return array_splice($this->rows, 0);
    }

    public function getCount(): int
    {
        return $this->count;
    }
}

/** What a table class answers to add, update and delete. */
final class Saved
{
    /** @var int */
    private $id;

    /** @var string[] */
    private $errors;

    public function __construct(int $id, array $errors = [])
    {
        $this->id = $id;
        $this->errors = $errors;
    }

    public function isSuccess(): bool
    {
        return $this->errors === [];
    }

    public function getId(): int
    {
        return $this->id;
    }

    public function getErrorMessages(): array
    {
        return $this->errors;
    }
}

/**
 * A table class: rows in memory, with the vendor's cache beside them. Its own
 * writes clear the cache, its raw deletes do not.
 */
abstract class Table
{
    protected const TABLE = '';

    public static function getList(array $ask = []): Found
    {
        $unknown = array_diff(array_keys($ask), ['select', 'filter', 'order', 'offset', 'limit', 'count_total']);
        if ($unknown !== []) {
            throw new \LogicException('getList does not know ' . implode(', ', $unknown));
        }
        $rows = array_values(array_filter(Store::$rows[static::TABLE] ?? [], function (array $row) use ($ask) {
            return self::fits($row, $ask['filter'] ?? []);
        }));
        if (($ask['order'] ?? []) === ['ID' => 'ASC']) {
            usort($rows, function (array $a, array $b) {
                return (int)$a['ID'] <=> (int)$b['ID'];
            });
        }
        $page = array_slice($rows, $ask['offset'] ?? 0, $ask['limit'] ?? null);

        return new Found($page, count($rows));
    }

    public static function add(array $fields): Saved
    {
        if (Store::$broken === static::TABLE) {
            return new Saved(0, ['the database is full']);
        }
        $id = Store::put(static::TABLE, null, $fields);
        static::clean();

        return new Saved($id);
    }

    public static function update($id, array $fields): Saved
    {
        Store::$rows[static::TABLE][$id] = array_map('strval', $fields) + Store::$rows[static::TABLE][$id];
        static::clean();

        return new Saved((int)$id);
    }

    public static function delete($id): Saved
    {
        unset(Store::$rows[static::TABLE][$id]);
        static::clean();

        return new Saved((int)$id);
    }

    public static function deleteByRoleId($roleId): void
    {
        foreach (Store::$rows[static::TABLE] ?? [] as $id => $row) {
            if ((int)$row['ROLE_ID'] === (int)$roleId) {
                unset(Store::$rows[static::TABLE][$id]);
            }
        }
    }

    public static function truncate(): void
    {
        throw new \LogicException('a table is never emptied');
    }

    protected static function clean(): void
    {
        Store::$cached[static::TABLE] = Store::$rows[static::TABLE] ?? [];
    }

    private static function fits(array $row, array $filter): bool
    {
        foreach ($filter as $key => $want) {
            $has = $row[substr($key, 1)];
            // The database compares text without case and without blanks at the end.
            $same = $key[0] === '@' ? in_array((int)$has, $want, true) : strcasecmp(rtrim($has), rtrim((string)$want)) === 0;
            if (!$same) {
                return false;
            }
        }

        return true;
    }
}
