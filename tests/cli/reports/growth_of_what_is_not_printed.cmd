host-analyze --replay captures/grow.smaps --report growth --by board,board --measure nonlinear
