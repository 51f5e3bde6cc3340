package main

import "testing"

func TestLabelsLeaveRoomForTheBar(t *testing.T) {
	for columns, want := range map[int]int{200: 157, 100: 57, 80: 40, 40: 20, 10: 5, 3: 2, 0: 2} {
		if got := labelRoom(columns); got != want {
			t.Errorf("of %d columns the words take %d, want %d", columns, got, want)
		}
	}
}
