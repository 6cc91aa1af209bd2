;; scan(templates, probe, scales, out, groups, dimension): the inner loop of the gallery search. gallery-kernel.ts says what lies where.
;; No relaxed SIMD: Node 20 computes it wrongly.
(module
  (import "env" "memory" (memory 0))
  (func (export "scan")
    (param $templates i32) (param $probe i32) (param $scales i32) (param $out i32) (param $groups i32) (param $dimension i32)
    (local $column i32) (local $columnsEnd i32)
    ;; Sums of products: four for each of the four rows of a group.
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (local $values v128)
    (block $none
      (br_if $none (i32.eqz (local.get $groups)))
      (loop $nextGroup
        (local.set $a (v128.const i32x4 0 0 0 0))
        (local.set $b (v128.const i32x4 0 0 0 0))
        (local.set $c (v128.const i32x4 0 0 0 0))
        (local.set $d (v128.const i32x4 0 0 0 0))
        (local.set $columnsEnd
          (i32.add
            (local.tee $column (local.get $probe))
            (i32.add (local.get $dimension) (local.get $dimension))))
        (loop $nextColumns
          ;; Eight columns of four rows, int8 by int16.
          (local.set $values (v128.load (local.get $column)))
          (local.set $a (i32x4.add (local.get $a)
            (i32x4.dot_i16x8_s (v128.load8x8_s (local.get $templates)) (local.get $values))))
          (local.set $b (i32x4.add (local.get $b)
            (i32x4.dot_i16x8_s (v128.load8x8_s offset=8 (local.get $templates)) (local.get $values))))
          (local.set $c (i32x4.add (local.get $c)
            (i32x4.dot_i16x8_s (v128.load8x8_s offset=16 (local.get $templates)) (local.get $values))))
          (local.set $d (i32x4.add (local.get $d)
            (i32x4.dot_i16x8_s (v128.load8x8_s offset=24 (local.get $templates)) (local.get $values))))
          ;; The next eight.
          (local.set $values (v128.load offset=16 (local.get $column)))
          (local.set $a (i32x4.add (local.get $a)
            (i32x4.dot_i16x8_s (v128.load8x8_s offset=32 (local.get $templates)) (local.get $values))))
          (local.set $b (i32x4.add (local.get $b)
            (i32x4.dot_i16x8_s (v128.load8x8_s offset=40 (local.get $templates)) (local.get $values))))
          (local.set $c (i32x4.add (local.get $c)
            (i32x4.dot_i16x8_s (v128.load8x8_s offset=48 (local.get $templates)) (local.get $values))))
          (local.set $d (i32x4.add (local.get $d)
            (i32x4.dot_i16x8_s (v128.load8x8_s offset=56 (local.get $templates)) (local.get $values))))
          (local.set $templates (i32.add (local.get $templates) (i32.const 64)))
          (local.set $column (i32.add (local.get $column) (i32.const 32)))
          (br_if $nextColumns (i32.lt_u (local.get $column) (local.get $columnsEnd))))
        ;; a = a0+a2 b0+b2 a1+a3 b1+b3, and c likewise of c and d.
        (local.set $a (i32x4.add
          (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $a) (local.get $b))
          (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $a) (local.get $b))))
        (local.set $c (i32x4.add
          (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $c) (local.get $d))
          (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $c) (local.get $d))))
        ;; The whole sums of a, b, c, d, by their scales.
        (v128.store (local.get $out)
          (f32x4.mul
            (f32x4.convert_i32x4_s
              (i32x4.add
                (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $a) (local.get $c))
                (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $a) (local.get $c))))
            (v128.load (local.get $scales))))
        (local.set $scales (i32.add (local.get $scales) (i32.const 16)))
        (local.set $out (i32.add (local.get $out) (i32.const 16)))
        (local.set $groups (i32.sub (local.get $groups) (i32.const 1)))
        (br_if $nextGroup (local.get $groups))))))
