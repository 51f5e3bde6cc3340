<?php

/** What the tests have in common: comparing, calling a method, expecting a refusal. */

use Bitrix\Rest\RestException;
use Patchbay\Telephony\Refusal;
use Patchbay\Telephony\Service;

function same($want, $got, string $what = ''): void
{
    if ($want !== $got) {
        throw new Exception("$what: got " . json_encode($got) . ', want ' . json_encode($want));
    }
}

function contract(): array
{
    return json_decode(file_get_contents(__DIR__ . '/../contract.json'), true, 512, JSON_THROW_ON_ERROR);
}

/** Calls a method the way the portal's REST service does, and gives the answer's body and HTTP status. */
function rest(string $method, array $params = []): array
{
    $start = $params['start'] ?? 0;
    unset($params['start']);
    $callback = Service::onRestServiceBuildDescription()[Service::SCOPE][$method]['callback'];
    try {
        $result = $callback($params, $start, new CRestServer());
    } catch (RestException $e) {
        return [['error' => $e->word, 'error_description' => $e->getMessage()], (int)$e->status];
    }
    $body = [];
    if (is_array($result)) {
        // The REST service lifts these two out of a result.
        $body = array_intersect_key($result, ['total' => 0, 'next' => 0]);
        unset($result['total'], $result['next']);
    }
    // Over the wire and back: an empty map is a list there.
    return [$body + ['result' => json_decode(json_encode($result), true)], 200];
}

function refused(string $word, callable $do, string $what = ''): void
{
    try {
        $do();
    } catch (Refusal $e) {
        same($word, $e->word(), $what);

        return;
    }
    throw new Exception("$what: nothing was refused, want $word");
}
