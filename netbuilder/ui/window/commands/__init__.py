"""What the commands of the window do: functions of the window, by menu."""
