host-analyze --replay captures/grow.smaps --report growth --columns pid,speed
