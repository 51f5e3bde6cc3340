<?php

/**
 * The few Bitrix classes that the module names, as far as it uses them, with
 * the behaviour that the vendor's documentation and reference give them. None
 * of it is the vendor's code.
 */

namespace Bitrix\Main {

    use Fake\Store;
    use Fake\Table;

    final class Loader
    {
        public static function includeModule(string $id): bool
        {
            return in_array($id, Store::$modules, true);
        }

        public static function registerAutoLoadClasses(string $module, array $files): void
        {
            spl_autoload_register(function (string $class) use ($files) {
                if (isset($files[$class])) {
                    require __DIR__ . '/../../patchbay.telephony/' . $files[$class];
                }
            });
        }
    }

    final class ModuleManager
    {
        public static function isModuleInstalled(string $id): bool
        {
            return in_array($id, Store::$modules, true);
        }

        public static function registerModule(string $id): void
        {
            Store::$modules[] = $id;
            Store::$calls[] = "registerModule $id";
        }

        public static function unRegisterModule(string $id): void
        {
            Store::$modules = array_values(array_diff(Store::$modules, [$id]));
            Store::$calls[] = "unRegisterModule $id";
        }
    }

    final class EventManager
    {
        public static function getInstance(): self
        {
            return new self();
        }

        public function registerEventHandler($from, $event, $to, $class, $method): void
        {
            Store::$handlers["$from:$event $to"] = [$class, $method];
            Store::$calls[] = "registerEventHandler $from:$event";
        }

        public function unRegisterEventHandler($from, $event, $to, $class, $method): void
        {
            unset(Store::$handlers["$from:$event $to"]);
            Store::$calls[] = "unRegisterEventHandler $from:$event";
        }
    }

    final class UserTable extends Table
    {
        protected const TABLE = 'user';
    }

    final class GroupTable extends Table
    {
        protected const TABLE = 'group';
    }

    final class UserGroupTable extends Table
    {
        protected const TABLE = 'usergroup';
    }
}

namespace Bitrix\Rest {

    final class RestException extends \Exception
    {
        /** @var string */
        public $word;

        /** @var string */
        public $status;

        public function __construct(string $message, string $code, string $status)
        {
            parent::__construct($message);
            $this->word = $code;
            $this->status = $status;
        }
    }
}

namespace Bitrix\Voximplant\Model {

    use Fake\Table;

    final class RoleTable extends Table
    {
        protected const TABLE = 'role';
    }

    final class RolePermissionTable extends Table
    {
        protected const TABLE = 'permission';
    }

    final class RoleAccessTable extends Table
    {
        protected const TABLE = 'access';
    }
}

namespace Bitrix\Voximplant\Security {

    use Bitrix\Voximplant\Model\RoleAccessTable;
    use Bitrix\Voximplant\Model\RolePermissionTable;
    use Bitrix\Voximplant\Model\RoleTable;
    use Fake\Store;

    final class Permissions
    {
        public static function getNormalizedPermissions(array $permissions): array
        {
            $pairs = ['CALL_DETAIL' => ['VIEW'], 'CALL_RECORD' => ['LISTEN', 'MODIFY'], 'CALL' => ['PERFORM'],
                'USER' => ['MODIFY'], 'SETTINGS' => ['MODIFY'], 'LINE' => ['MODIFY'], 'BALANCE' => ['MODIFY']];
            if (Store::$old) {
                $pairs['CALL_RECORD'] = ['LISTEN'];
                unset($pairs['BALANCE']);
            }
            $out = [];
            foreach (array_merge_recursive($pairs, Store::$newer) as $entity => $actions) {
                foreach ($actions as $action) {
                    // Any letter is taken, as the vendor does.
                    $out[$entity][$action] = $permissions[$entity][$action] ?? '';
                }
            }

            return $out;
        }
    }

    final class RoleManager
    {
        public static function setRolePermissions($roleId, array $permissions): void
        {
            if (Store::$broken === 'permissions') {
                throw new \RuntimeException('the database went away');
            }
            RolePermissionTable::deleteByRoleId($roleId);
            foreach (Permissions::getNormalizedPermissions($permissions) as $entity => $actions) {
                foreach ($actions as $action => $letter) {
                    RolePermissionTable::add(['ROLE_ID' => $roleId, 'ENTITY' => $entity, 'ACTION' => $action, 'PERMISSION' => $letter]);
                }
            }
            Helper::clearMenuCache();
        }

        /** Raw deletes: only the roles' own cache is cleared. */
        public static function deleteRole($roleId): void
        {
            RolePermissionTable::deleteByRoleId($roleId);
            RoleAccessTable::deleteByRoleId($roleId);
            RoleTable::delete($roleId);
            Helper::clearMenuCache();
        }
    }

    final class Helper
    {
        public static function canUse(): bool
        {
            return !in_array('bitrix24', Store::$modules, true);
        }

        public static function clearMenuCache(): void
        {
            Store::$calls[] = 'clearMenuCache';
        }

        public static function resetToDefault(): void
        {
            throw new \LogicException('roles are never reset');
        }
    }
}

namespace {

    use Fake\Store;

    class CRestServer
    {
        public const STATUS_WRONG_REQUEST = '400 Bad Request';
        public const STATUS_FORBIDDEN = '403 Forbidden';
        public const STATUS_NOT_FOUND = '404 Not Found';
    }

    class IRestService
    {
        protected static function setNavData($result, $from)
        {
            if ($from['offset'] + count($result) < $from['count']) {
                $result['next'] = $from['offset'] + count($result);
            }
            $result['total'] = $from['count'];

            return $result;
        }
    }

    class CModule
    {
        public static function CreateModuleObject(string $id)
        {
            require_once $_SERVER['DOCUMENT_ROOT'] . "/local/modules/$id/install/index.php";
            $class = str_replace('.', '_', $id);

            return new $class();
        }
    }

    class CMain
    {
        /** @var ?CApplicationException */
        private $thrown;

        public function ThrowException(string $text): void
        {
            $this->thrown = new CApplicationException($text);
        }

        public function GetException()
        {
            return $this->thrown ?? false;
        }
    }

    class CApplicationException
    {
        /** @var string */
        private $text;

        public function __construct(string $text)
        {
            $this->text = $text;
        }

        public function GetString(): string
        {
            return $this->text;
        }
    }

    class CUser
    {
        /** @var bool */
        private $admin;

        public function __construct(bool $admin)
        {
            $this->admin = $admin;
        }

        public function IsAdmin(): bool
        {
            return $this->admin;
        }
    }

    class CVoxImplantUser
    {
        public function SetPhoneActive($userId, $active = false): bool
        {
            if (Store::$broken !== 'phone') {
                Store::$rows['user'][$userId]['UF_VI_PHONE'] = $active ? 'Y' : 'N';
            }

            return true;
        }
    }

    class CEventLog
    {
        public static function Add(array $entry): void
        {
            Store::$log[] = $entry;
        }
    }
}
