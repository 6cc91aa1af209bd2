;; The inner loops over pixels of three bytes each. pixel-kernel.ts says what the functions do and how far they read and write.
;; No relaxed SIMD: Node 20 computes it wrongly.
(module
  (import "env" "memory" (memory 0))

  (func (export "halve")
    (param $source i32) (param $stride i32) (param $target i32) (param $targetStride i32) (param $groups i32) (param $rows i32)
    (local $above i32) (local $below i32) (local $at i32) (local $left i32)
    ;; Sums of four bytes each, as 16-bit numbers: the first eight of twelve bytes of the target, and the rest.
    (local $low v128) (local $high v128)
    (local $part v128)
    (loop $nextRow
      (local.set $above (local.get $source))
      (local.set $below (i32.add (local.get $source) (local.get $stride)))
      (local.set $at (local.get $target))
      (local.set $left (local.get $groups))
      (loop $nextGroup
        ;; 2 is half of the divisor 4: halves are rounded up.
        (local.set $low (i16x8.splat (i32.const 2)))
        (local.set $high (i16x8.splat (i32.const 2)))
        ;; Bytes 0 to 23 are eight pixels, in two vectors that begin 8 bytes apart. The even pixels of the row above:
        (local.set $part (i8x16.shuffle 0 1 2 6 7 8 12 13 14 26 27 28 0 0 0 0
          (v128.load align=1 (local.get $above)) (v128.load offset=8 align=1 (local.get $above))))
        (local.set $low (i16x8.add (local.get $low) (i16x8.extend_low_i8x16_u (local.get $part))))
        (local.set $high (i16x8.add (local.get $high) (i16x8.extend_high_i8x16_u (local.get $part))))
        ;; the odd ones:
        (local.set $part (i8x16.shuffle 3 4 5 9 10 11 15 24 25 29 30 31 0 0 0 0
          (v128.load align=1 (local.get $above)) (v128.load offset=8 align=1 (local.get $above))))
        (local.set $low (i16x8.add (local.get $low) (i16x8.extend_low_i8x16_u (local.get $part))))
        (local.set $high (i16x8.add (local.get $high) (i16x8.extend_high_i8x16_u (local.get $part))))
        ;; and the same of the row below.
        (local.set $part (i8x16.shuffle 0 1 2 6 7 8 12 13 14 26 27 28 0 0 0 0
          (v128.load align=1 (local.get $below)) (v128.load offset=8 align=1 (local.get $below))))
        (local.set $low (i16x8.add (local.get $low) (i16x8.extend_low_i8x16_u (local.get $part))))
        (local.set $high (i16x8.add (local.get $high) (i16x8.extend_high_i8x16_u (local.get $part))))
        (local.set $part (i8x16.shuffle 3 4 5 9 10 11 15 24 25 29 30 31 0 0 0 0
          (v128.load align=1 (local.get $below)) (v128.load offset=8 align=1 (local.get $below))))
        (local.set $low (i16x8.add (local.get $low) (i16x8.extend_low_i8x16_u (local.get $part))))
        (local.set $high (i16x8.add (local.get $high) (i16x8.extend_high_i8x16_u (local.get $part))))
        (v128.store align=1 (local.get $at)
          (i8x16.narrow_i16x8_u
            (i16x8.shr_u (local.get $low) (i32.const 2))
            (i16x8.shr_u (local.get $high) (i32.const 2))))
        (local.set $above (i32.add (local.get $above) (i32.const 24)))
        (local.set $below (i32.add (local.get $below) (i32.const 24)))
        (local.set $at (i32.add (local.get $at) (i32.const 12)))
        (local.set $left (i32.sub (local.get $left) (i32.const 1)))
        (br_if $nextGroup (local.get $left)))
      (local.set $source (i32.add (local.get $source) (i32.shl (local.get $stride) (i32.const 1))))
      (local.set $target (i32.add (local.get $target) (local.get $targetStride)))
      (local.set $rows (i32.sub (local.get $rows) (i32.const 1)))
      (br_if $nextRow (local.get $rows))))

  (func (export "translate1")
    (param $source i32) (param $end i32) (param $table i32) (param $target i32) (param $first i32) (param $last i32)
    (loop $nextPixel
      (i32.store8 (i32.add (local.get $target) (local.get $first))
        (i32.load8_u (i32.add (local.get $table) (i32.load8_u (local.get $source)))))
      (i32.store8 offset=1 (local.get $target)
        (i32.load8_u (i32.add (local.get $table) (i32.load8_u offset=1 (local.get $source)))))
      (i32.store8 (i32.add (local.get $target) (local.get $last))
        (i32.load8_u (i32.add (local.get $table) (i32.load8_u offset=2 (local.get $source)))))
      (local.set $target (i32.add (local.get $target) (i32.const 3)))
      (local.set $source (i32.add (local.get $source) (i32.const 3)))
      (br_if $nextPixel (i32.lt_u (local.get $source) (local.get $end)))))

  (func (export "translate4")
    (param $source i32) (param $end i32) (param $table i32) (param $target i32) (param $first i32) (param $last i32)
    (loop $nextPixel
      (i32.store (i32.add (local.get $target) (local.get $first))
        (i32.load (i32.add (local.get $table) (i32.shl (i32.load8_u (local.get $source)) (i32.const 2)))))
      (i32.store offset=4 (local.get $target)
        (i32.load (i32.add (local.get $table) (i32.shl (i32.load8_u offset=1 (local.get $source)) (i32.const 2)))))
      (i32.store (i32.add (local.get $target) (local.get $last))
        (i32.load (i32.add (local.get $table) (i32.shl (i32.load8_u offset=2 (local.get $source)) (i32.const 2)))))
      (local.set $target (i32.add (local.get $target) (i32.const 12)))
      (local.set $source (i32.add (local.get $source) (i32.const 3)))
      (br_if $nextPixel (i32.lt_u (local.get $source) (local.get $end)))))

  (func (export "sample")
    (param $source i32) (param $stride i32) (param $target i32) (param $end i32)
    (param $right f64) (param $bottom f64) (param $x f64) (param $y f64) (param $dx f64) (param $dy f64)
    (local $column i32) (local $row i32) (local $at i32)
    ;; Of the left pixel and the right one, in turn, as 16-bit numbers that sum to 256.
    (local $weights v128)
    (loop $nextPixel
      (block $outside
        (br_if $outside
          (i32.eqz
            (i32.and
              (i32.and
                (f64.ge (local.get $x) (f64.const 0))
                (f64.lt (local.get $x) (local.get $right)))
              (i32.and
                (f64.ge (local.get $y) (f64.const 0))
                (f64.lt (local.get $y) (local.get $bottom))))))
        (local.set $column (i32.trunc_f64_s (local.get $x)))
        (local.set $row (i32.trunc_f64_s (local.get $y)))
        (local.set $at
          (i32.add
            (i32.add (local.get $source) (i32.mul (local.get $column) (i32.const 3)))
            (i32.mul (local.get $row) (local.get $stride))))
        ;; From here on, the 8-bit fractions.
        (local.set $column
          (i32.trunc_f64_s (f64.mul (f64.sub (local.get $x) (f64.convert_i32_s (local.get $column))) (f64.const 256))))
        (local.set $row
          (i32.trunc_f64_s (f64.mul (f64.sub (local.get $y) (f64.convert_i32_s (local.get $row))) (f64.const 256))))
        (local.set $weights
          (i32x4.splat
            (i32.or
              (i32.sub (i32.const 256) (local.get $column))
              (i32.shl (local.get $column) (i32.const 16)))))
        (v128.store32_lane align=1 0 (local.get $target)
          (i8x16.narrow_i16x8_u
            (i16x8.narrow_i32x4_u
              (i32x4.shr_u
                (i32x4.add
                  (i32x4.add
                    ;; Each byte and that of the pixel to the right, by the weights; the row above by its share,
                    (i32x4.mul
                      (i32x4.dot_i16x8_s
                        (i8x16.shuffle 0 8 3 8 1 8 4 8 2 8 5 8 8 8 8 8
                          (v128.load64_zero align=1 (local.get $at))
                          (v128.const i32x4 0 0 0 0))
                        (local.get $weights))
                      (i32x4.splat (i32.sub (i32.const 256) (local.get $row))))
                    ;; and the row below by the rest.
                    (i32x4.mul
                      (i32x4.dot_i16x8_s
                        (i8x16.shuffle 0 8 3 8 1 8 4 8 2 8 5 8 8 8 8 8
                          (v128.load64_zero align=1 (i32.add (local.get $at) (local.get $stride)))
                          (v128.const i32x4 0 0 0 0))
                        (local.get $weights))
                      (i32x4.splat (local.get $row))))
                  (i32x4.splat (i32.const 32768)))
                (i32.const 16))
              (v128.const i32x4 0 0 0 0))
            (v128.const i32x4 0 0 0 0))))
      (local.set $x (f64.add (local.get $x) (local.get $dx)))
      (local.set $y (f64.add (local.get $y) (local.get $dy)))
      (local.set $target (i32.add (local.get $target) (i32.const 3)))
      (br_if $nextPixel (i32.lt_u (local.get $target) (local.get $end)))))

  (func (export "weigh")
    (param $source i32) (param $starts i32) (param $end i32) (param $weights i32) (param $fours i32) (param $target i32)
    (param $half i32) (param $shift i32)
    (local $at i32) (local $left i32)
    ;; One 32-bit sum for each channel.
    (local $sum v128)
    (local $pixels v128)
    (loop $nextPixel
      (local.set $at (i32.add (local.get $source) (i32.load (local.get $starts))))
      (local.set $left (local.get $fours))
      (local.set $sum (i32x4.splat (local.get $half)))
      (loop $nextFour
        (local.set $pixels (v128.load align=1 (local.get $at)))
        (local.set $sum
          (i32x4.add
            (local.get $sum)
            (i32x4.add
              ;; Two neighbouring pixels, each channel by the weights of the two; and the next two.
              (i32x4.dot_i16x8_s
                (i8x16.shuffle 0 16 3 16 1 16 4 16 2 16 5 16 16 16 16 16
                  (local.get $pixels)
                  (v128.const i32x4 0 0 0 0))
                (v128.load32_splat align=4 (local.get $weights)))
              (i32x4.dot_i16x8_s
                (i8x16.shuffle 6 16 9 16 7 16 10 16 8 16 11 16 16 16 16 16
                  (local.get $pixels)
                  (v128.const i32x4 0 0 0 0))
                (v128.load32_splat offset=4 align=4 (local.get $weights))))))
        (local.set $at (i32.add (local.get $at) (i32.const 12)))
        (local.set $weights (i32.add (local.get $weights) (i32.const 8)))
        (local.set $left (i32.sub (local.get $left) (i32.const 1)))
        (br_if $nextFour (local.get $left)))
      (v128.store align=4 (local.get $target) (i32x4.shr_u (local.get $sum) (local.get $shift)))
      (local.set $target (i32.add (local.get $target) (i32.const 12)))
      (local.set $starts (i32.add (local.get $starts) (i32.const 4)))
      (br_if $nextPixel (i32.lt_u (local.get $starts) (local.get $end)))))

  (func (export "add")
    (param $source i32) (param $end i32) (param $weight i32) (param $target i32)
    (local $weights v128)
    (local.set $weights (i32x4.splat (local.get $weight)))
    (loop $next
      (v128.store align=4 (local.get $target)
        (i32x4.add
          (v128.load align=4 (local.get $target))
          (i32x4.mul (v128.load align=4 (local.get $source)) (local.get $weights))))
      (local.set $target (i32.add (local.get $target) (i32.const 16)))
      (local.set $source (i32.add (local.get $source) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $source) (local.get $end))))))
