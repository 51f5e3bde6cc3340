// Package sim is a Bitrix24 portal without calls.
package sim
