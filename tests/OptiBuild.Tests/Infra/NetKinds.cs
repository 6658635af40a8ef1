namespace OptiBuild.Tests.Infra;

/// <summary>Small nets with the structure of well-known families, in the syntax of <see cref="ModelSamples.Parse"/>.</summary>
static class NetKinds
{
    public static IEnumerable<string> Names => Texts.Keys;

    public static string Text(string name) => Texts[name];

    static string Opset(int version, string graph) => $"<ir_version: {(version > 20 ? 10 : 8)}, opset_import: [\"\" : {version}]>\n{graph}";

    static readonly Dictionary<string, string> Texts = new()
    {
        ["decoder block with a cache"] = """
            g (float[N,1,64] x, float[N,4,S,16] past_k, float[N,4,S,16] past_v) => (float[N,1,64] y, float[N,4,?,16] present_k, float[N,4,?,16] present_v)
            <float[64,64] wq = ~, float[64,64] wk = ~, float[64,64] wv = ~, float[64,64] wo = ~, float[64,256] up = ~, float[256] upb = ~, float[256,64] down = ~, float[64] s1 = ~, float[64] s2 = ~, float[64] t = ~,
             int64[4] heads = {0, 1, 4, 16}, int64[3] joined = {0, 1, 64}, float half = {0.5}, float one = {1.0}, float root = {1.4142135}, float scale = {0.25}>
            {
                n = LayerNormalization(x, s1, t)
                q = MatMul(n, wq) q4 = Reshape(q, heads) qt = Transpose<perm=[0,2,1,3]>(q4)
                k = MatMul(n, wk) k4 = Reshape(k, heads) kt = Transpose<perm=[0,2,1,3]>(k4)
                v = MatMul(n, wv) v4 = Reshape(v, heads) vt = Transpose<perm=[0,2,1,3]>(v4)
                present_k = Concat<axis=2>(past_k, kt)
                present_v = Concat<axis=2>(past_v, vt)
                keys = Transpose<perm=[0,1,3,2]>(present_k)
                raw = MatMul(qt, keys) scores = Mul(raw, scale) p = Softmax<axis=-1>(scores)
                mixed = MatMul(p, present_v) back = Transpose<perm=[0,2,1,3]>(mixed) flat = Reshape(back, joined)
                o = MatMul(flat, wo) r = Add(x, o)
                m = LayerNormalization(r, s2, t)
                u0 = MatMul(m, up) u = Add(u0, upb)
                e0 = Div(u, root) e1 = Erf(e0) e2 = Add(e1, one) e3 = Mul(u, e2) gelu = Mul(e3, half)
                d = MatMul(gelu, down) y = Add(r, d)
            }
            """,
        ["U-Net"] = """
            g (float[N,3,16,16] x) => (float[N,2,16,16] y)
            <float[16,3,3,3] a1 = ~, float[16] ab = ~, float[32,16,3,3] b1 = ~, float[32] bb = ~, float[32,16,2,2] up = ~, float[16] upb = ~, float[16,32,3,3] c1 = ~, float[16] cb = ~, float[2,16,1,1] last = ~, float[2] lb = ~>
            {
                a = Conv<pads=[1,1,1,1]>(x, a1, ab) ar = Relu(a)
                p = MaxPool<kernel_shape=[2,2], strides=[2,2]>(ar)
                b = Conv<pads=[1,1,1,1]>(p, b1, bb) br = Relu(b)
                u = ConvTranspose<strides=[2,2]>(br, up, upb)
                cat = Concat<axis=1>(u, ar)
                c = Conv<pads=[1,1,1,1]>(cat, c1, cb) cr = Relu(c)
                y = Conv(cr, last, lb)
            }
            """,
        ["channel shuffle"] = """
            g (float[N,16,8,8] x) => (float[N,10] y)
            <float[16,16,1,1] first = ~, float[16] fb = ~, float[8,8,1,1] w1 = ~, float[8] b1 = ~, float[8,1,3,3] dw = ~, float[8] db = ~, float[8,8,1,1] w2 = ~, float[8] b2 = ~, float[16,10] head = ~, float[10] hb = ~,
             int64[2] halves = {8, 8}, int64[5] apart = {0, 2, 8, 8, 8}, int64[4] together = {0, 16, 8, 8}>
            {
                a0 = Conv(x, first, fb) a = Relu(a0)
                l, r = Split<axis=1>(a, halves)
                c0 = Conv(r, w1, b1) c1 = Relu(c0)
                c2 = Conv<group=8, pads=[1,1,1,1]>(c1, dw, db)
                c3 = Conv(c2, w2, b2) c4 = Relu(c3)
                cat = Concat<axis=1>(l, c4)
                s1 = Reshape(cat, apart) s2 = Transpose<perm=[0,2,1,3,4]>(s1) s3 = Reshape(s2, together)
                m = GlobalAveragePool(s3) f = Flatten(m)
                y = Gemm(f, head, hb)
            }
            """,
        ["squeeze and excite with HardSwish"] = """
            g (float[N,16,8,8] x) => (float[N,10] y)
            <float[32,16,1,1] expand = ~, float[32] eb = ~, float[32,1,3,3] dw = ~, float[32] db = ~, float[8,32,1,1] se1 = ~, float[8] sb1 = ~, float[32,8,1,1] se2 = ~, float[32] sb2 = ~, float[16,32,1,1] project = ~, float[16] pb = ~, float[16,10] head = ~, float[10] hb = ~>
            {
                a0 = Conv(x, expand, eb) a = HardSwish(a0)
                d0 = Conv<group=32, pads=[1,1,1,1]>(a, dw, db) d = HardSwish(d0)
                s0 = GlobalAveragePool(d) s1 = Conv(s0, se1, sb1) s2 = Relu(s1) s3 = Conv(s2, se2, sb2) s4 = HardSigmoid<alpha=0.16666667, beta=0.5>(s3)
                e = Mul(d, s4)
                p = Conv(e, project, pb) r = Add(p, x)
                m = GlobalAveragePool(r) f = Flatten(m)
                y = Gemm(f, head, hb)
            }
            """,
        ["HardSwish in two forms"] = """
            g (float[N,16,8,8] x) => (float[N,16,8,8] y)
            <float[16,16,3,3] w1 = ~, float[16] b1 = ~, float[16,16,3,3] w2 = ~, float[16] b2 = ~, float[16,16,1,1] w3 = ~, float[16] b3 = ~, float three = {3.0}, float zero = {0.0}, float six = {6.0}>
            {
                a = Conv<pads=[1,1,1,1]>(x, w1, b1) ah = HardSigmoid<alpha=0.16666667, beta=0.5>(a) as = Mul(a, ah)
                b = Conv<pads=[1,1,1,1]>(as, w2, b2) b3_ = Add(b, three) bc = Clip(b3_, zero, six) bm = Mul(b, bc) bs = Div(bm, six)
                y = Conv(bs, w3, b3)
            }
            """,
        ["SiLU"] = """
            g (float[N,16,8,8] x) => (float[N,16,8,8] y)
            <float[16,16,3,3] w1 = ~, float[16] b1 = ~, float[16,16,3,3] w2 = ~, float[16] b2 = ~, float[16,16,1,1] w3 = ~, float[16] b3 = ~>
            {
                a = Conv<pads=[1,1,1,1]>(x, w1, b1) ag = Sigmoid(a) as = Mul(a, ag)
                b = Conv<pads=[1,1,1,1]>(as, w2, b2) bg = Sigmoid(b) bs = Mul(bg, b)
                r = Add(as, bs)
                y = Conv(r, w3, b3)
            }
            """,
        ["GELU in three forms"] = Opset(20, """
            g (float[N,4,32] x) => (float[N,4,32] y)
            <float[32,64] w1 = ~, float[64] b1 = ~, float[64,64] w2 = ~, float[64] b2 = ~, float[64,64] w3 = ~, float[64] b3 = ~, float[64,32] w4 = ~,
             float half = {0.5}, float one = {1.0}, float root = {1.4142135}, float cube = {3.0}, float c = {0.044715}, float k = {0.7978846}>
            {
                a0 = MatMul(x, w1) a = Add(a0, b1)
                e0 = Div(a, root) e1 = Erf(e0) e2 = Add(e1, one) e3 = Mul(a, e2) ga = Mul(e3, half)
                b0 = MatMul(ga, w2) b = Add(b0, b2)
                t0 = Pow(b, cube) t1 = Mul(t0, c) t2 = Add(b, t1) t3 = Mul(t2, k) t4 = Tanh(t3) t5 = Add(t4, one) t6 = Mul(b, t5) gb = Mul(t6, half)
                c0 = MatMul(gb, w3) d = Add(c0, b3)
                gc = Gelu(d)
                y = MatMul(gc, w4)
            }
            """),
        ["GRU encoder and decoder"] = """
            g (int64[N,5] source, int64[N,3] target) => (float[3,N,20] y)
            <float[20,32] table = ~, float[2,72,32] w1 = ~, float[2,72,24] r1 = ~, float[2,144] b1 = ~, float[1,72,32] w2 = ~, float[1,72,24] r2 = ~, float[1,144] b2 = ~, float[24,20] out = ~, int64[1] first = {0}, int64[1] axis1 = {1}, int64 zero = {0}>
            {
                e = Gather(table, source) et = Transpose<perm=[1,0,2]>(e)
                seen, state = GRU<hidden_size=24, direction="bidirectional", linear_before_reset=1>(et, w1, r1, b1)
                h = Gather<axis=0>(state, first)
                d = Gather(table, target) dt = Transpose<perm=[1,0,2]>(d)
                s, rest = GRU<hidden_size=24>(dt, w2, r2, b2, "", h)
                flat = Squeeze(s, axis1)
                y = MatMul(flat, out)
            }
            """,
        ["bidirectional LSTM"] = """
            g (float[N,6,16] x) => (float[N,4] y)
            <float[2,96,16] w = ~, float[2,96,24] r = ~, float[2,192] b = ~, float[48,4] head = ~, float[4] hb = ~, int64[2] joined = {-1, 48}>
            {
                t = Transpose<perm=[1,0,2]>(x)
                s, h = LSTM<hidden_size=24, direction="bidirectional">(t, w, r, b)
                ht = Transpose<perm=[1,0,2]>(h) f = Reshape(ht, joined)
                y = Gemm(f, head, hb)
            }
            """,
        ["convolutions over time"] = """
            g (float[N,1,64] x) => (float[N,8] y)
            <float[16,1,9] w1 = ~, float[16] b1 = ~, float[32,16,5] w2 = ~, float[32] b2 = ~, float[32,8,3] w3 = ~, float[32] b3 = ~, float[32,8] head = ~, float[8] hb = ~>
            {
                a0 = Conv<strides=[2], pads=[4,4]>(x, w1, b1) a = Relu(a0) p = MaxPool<kernel_shape=[2], strides=[2]>(a)
                b0 = Conv<dilations=[2], pads=[4,4]>(p, w2, b2) b = Relu(b0) q = AveragePool<kernel_shape=[2], strides=[2]>(b)
                c0 = Conv<group=4, auto_pad="SAME_UPPER">(q, w3, b3) c = Relu(c0)
                m = GlobalAveragePool(c) f = Flatten(m)
                y = Gemm(f, head, hb)
            }
            """,
        ["convolutions over volumes"] = """
            g (float[N,2,6,8,8] x) => (float[N,5] y)
            <float[8,2,3,3,3] w1 = ~, float[8] b1 = ~, float[16,8,3,3,3] w2 = ~, float[16] b2 = ~, float[16,5] head = ~, float[5] hb = ~>
            {
                a0 = Conv<pads=[1,1,1,1,1,1]>(x, w1, b1) a = Relu(a0) p = MaxPool<kernel_shape=[2,2,2], strides=[2,2,2]>(a)
                b0 = Conv<pads=[1,1,1,1,1,1]>(p, w2, b2) b = Relu(b0) q = AveragePool<kernel_shape=[2,2,2]>(b)
                m = GlobalAveragePool(q) f = Flatten(m)
                y = Gemm(f, head, hb)
            }
            """,
        ["features and a category"] = """
            g (float[N,12] x, int64[N] kind) => (float[N,3] y)
            <float[8,20] table = ~, float[32,64] w1 = ~, float[64] b1 = ~, float[64,3] w2 = ~, float[3] b2 = ~>
            {
                e = Gather(table, kind) c = Concat<axis=1>(x, e)
                h0 = Gemm(c, w1, b1) h = Relu(h0)
                y = Gemm(h, w2, b2)
            }
            """,
        ["images of any size"] = """
            g (float[N,3,H,W] x) => (float[N,4,?,?] y)
            <float[8,3,3,3] w1 = ~, float[8] b1 = ~, float[8,8,3,3] w2 = ~, float[8] b2 = ~, float[4,8,1,1] w3 = ~, int64[1] from = {2}, int64[1] to = {4}>
            {
                a0 = Conv<pads=[1,1,1,1]>(x, w1, b1) a = Relu(a0)
                b0 = Conv<pads=[1,1,1,1], strides=[2,2]>(a, w2, b2) b = Relu(b0)
                s = Shape(a) hw = Slice(s, from, to) t = Shape(b) nc = Slice<>(t, zero, from) size = Concat<axis=0>(nc, hw)
                u = Resize<mode="nearest">(b, "", "", size)
                r = Add(u, a)
                y = Conv(r, w3)
            }
            """.Replace("int64[1] from", "int64[1] zero = {0}, int64[1] from"),
        ["float16 weights"] = """
            g (float[N,32] x) => (float[N,4] y) <float16[32,4] w = {@}, float[4] b = ~>
            { h = Cast<to=1>(w) y = Gemm(x, h, b) }
            """.Replace("@", string.Join(", ", Enumerable.Range(0, 128).Select(i => (i * 37 % 64 - 32) + "."  + "0"))),
        ["float16 throughout"] = """
            g (float[N,4] x) => (float[N,2] y) <float16[4,2] w = {0.5, -1.0, 0.25, 2.0, -0.75, 1.5, 1.0, -0.125}>
            { h = Cast<to=10>(x) p = MatMul(h, w) r = Relu(p) y = Cast<to=1>(r) }
            """,
        ["double throughout"] = """
            g (float[N,4] x) => (float[N,2] y) <double[4,2] w = {0.5, -1.0, 0.25, 2.0, -0.75, 1.5, 1.0, -0.125}, double[2] b = {1.0, 2.0}>
            { h = Cast<to=11>(x) p = Gemm(h, w, b) r = Relu(p) y = Cast<to=1>(r) }
            """,
        ["opset 7"] = Opset(7, """
            g (float[N,4,8,8] x) => (float[N,5] y)
            <float[8,4,3,3] w1 = ~, float[8] s = ~, float[8] t = ~, float[8] mean = ~, float[8] var = {1.0, 0.5, 2.0, 1.5, 1.0, 0.25, 1.0, 3.0}, float[8,8,1,1] w2 = ~, float[8,5] w3 = ~, float[5] b3 = ~, int64[2] flat = {-1, 8}>
            {
                c = Conv<pads=[1,1,1,1]>(x, w1) n = BatchNormalization(c, s, t, mean, var) r = Relu(n) d = Dropout(r)
                e = Conv(d, w2) f = Clip<min=0.0, max=6.0>(e) sum = Add(f, d)
                p = AveragePool<kernel_shape=[8,8]>(sum) q = Reshape(p, flat)
                y = Gemm(q, w3, b3)
            }
            """),
        ["opset 9"] = Opset(9, """
            g (float[N,4,8,8] x) => (float[N,4,16,16] y)
            <float[4,4,3,3] w1 = ~, float[4] b1 = ~, float[4,4,1,1] w2 = ~, float[4] scales = {1.0, 1.0, 2.0, 2.0}>
            { a = Conv<pads=[1,1,1,1]>(x, w1, b1) b = Relu(a) u = Upsample<mode="nearest">(b, scales) y = Conv(u, w2) }
            """),
        ["opset 11"] = Opset(11, """
            g (float[N,4,8,8] x) => (float[N,4,8,8] y, float[N,8] z)
            <float[8,4,3,3] w1 = ~, float[8] b1 = ~, float[4,4,1,1] w2 = ~, int64[8] pads = {0, 0, 1, 1, 0, 0, 1, 1}, float low = {0.0}, float high = {6.0}>
            { p = Pad(x, pads) a = Conv(p, w1, b1) b = Clip(a, low, high) l, r = Split<axis=1, split=[4,4]>(b) c = Conv(l, w2) y = Add(c, r) m = GlobalAveragePool(b) q = Squeeze<axes=[2,3]>(m) z = Softmax(q) }
            """),
        ["opset 21"] = Opset(21, """
            g (float[N,8,8,8] x) => (float[N,8,8,8] y)
            <float[8,8,3,3] w1 = ~, float[8] b1 = ~, float[8] s = ~, float[8] t = ~, float[8,8,3,3] w2 = ~, float[8] b2 = ~, float[8,8,1,1] w3 = ~>
            { a = Conv<pads=[1,1,1,1]>(x, w1, b1) n = GroupNormalization<num_groups=2>(a, s, t) r = Relu(n) b = Conv<pads=[1,1,1,1]>(r, w2, b2) i = InstanceNormalization(b, s, t) e = Add(i, r) y = Conv(e, w3) }
            """),
        ["opset 23"] = Opset(23, """
            g (float[N,8,32] x) => (float[N,8,32] y)
            <float[32,32] wq = ~, float[32,32] wk = ~, float[32,32] wv = ~, float[32,32] wo = ~, float[32] s = ~>
            { n = RMSNormalization(x, s) q = MatMul(n, wq) k = MatMul(n, wk) v = MatMul(n, wv) a = Attention<q_num_heads=4, kv_num_heads=4>(q, k, v) o = MatMul(a, wo) y = Add(x, o) }
            """),
        ["table shared with the output"] = """
            g (int64[N,6] x) => (float[N,6,50] y)
            <float[50,64] table = ~, float[64,64] w = ~, float[64] s = ~, float[64] t = ~>
            { e = Gather(table, x) h = MatMul(e, w) n = LayerNormalization(h, s, t) back = Transpose<perm=[1,0]>(table) y = MatMul(n, back) }
            """,
        ["table shared with a Gemm"] = """
            g (int64[N] x) => (float[N,50] y)
            <float[50,64] table = ~, float[64,64] w = ~, float[64] b = ~>
            { e = Gather(table, x) h = Gemm(e, w, b) r = Relu(h) y = Gemm<transB=1>(r, table) }
            """,
        ["bag of embeddings"] = """
            g (int64[N,6] x) => (float[N,3] y)
            <float[40,32] table = ~, float[32,3] w = ~, float[3] b = ~>
            { e = Gather(table, x) m = ReduceMean<axes=[1], keepdims=0>(e) y = Gemm(m, w, b) }
            """,
        ["table by columns"] = """
            g (int64[4] x, float[N,32] z) => (float[N,4] y)
            <float[32,40] table = ~>
            { e = Gather<axis=1>(table, x) y = MatMul(z, e) }
            """,
        ["grouped transposed convolution"] = """
            g (float[N,16,5,5] x) => (float[N,8,11,11] y)
            <float[16,16,3,3] w0 = ~, float[16] b0 = ~, float[16,4,3,3] w = ~, float[8] b = ~>
            { a = Conv<pads=[1,1,1,1]>(x, w0, b0) r = Relu(a) y = ConvTranspose<group=2, strides=[2,2]>(r, w, b) }
            """,
        ["scalars and empty tensors"] = """
            g (float[N,8] x) => (float[N,8] y, float s)
            <float[8,8] w = ~, float[0] none = {}, float[8] b = ~, float two = {2.0}, float[1,0] wide = {}, float[1] one = {1.0}>
            { a = MatMul(x, w) c = Concat<axis=0>(b, none) d = Add(a, c) y = Mul(d, two) s = ReduceSum<keepdims=0>(y) }
            """,
        ["inputs and constants handed through"] = """
            g (float[N,8] x, float[N,8] unused) => (float[N,8] y, float[N,8] copy, float[2] fixed, float[N,8] z)
            <float[8,8] w = ~, float[2] c = {1.0, 2.0}>
            { y = MatMul(x, w) copy = Identity(x) fixed = Identity(c) z = Relu(y) }
            """,
        ["awkward names"] = """
            g (float[N,8] "x y/z:0") => (float[N,8] "größe_int8", float[N,8] w_scale)
            <float[8,8] w = ~, float[8,8] w_int8 = ~, float[8] a_scale = ~>
            { a = Gemm("x y/z:0", w, a_scale) a_zero = Relu(a) a_float = Gemm(a_zero, "w_int8") "größe_int8" = Gemm(a_float, w) w_scale = Tanh(a_float) }
            """,
        ["lists"] = """
            g (float[N,8] x) => (float[N,16] y)
            <float[8,8] w1 = ~, float[8,8] w2 = ~>
            { a = MatMul(x, w1) b = MatMul(a, w2) s = SequenceConstruct(a, b) y = ConcatFromSequence<axis=1>(s) }
            """,
        ["boxes"] = """
            g (float[1,3,16,16] x) => (float[?,4] boxes, int64[?,3] chosen)
            <float[8,3,3,3] w1 = ~, float[8] b1 = ~, float[4,8,1,1] wb = ~, float[2,8,1,1] ws = ~, int64[3] rows = {1, 4, -1}, int64[3] classes = {1, 2, -1}, int64 most = {5}, float iou = {0.5}, float least = {0.1}, int64[1] zero = {0}>
            {
                a0 = Conv<strides=[2,2]>(x, w1, b1) a = Relu(a0)
                bb = Conv(a, wb) br = Reshape(bb, rows) bt = Transpose<perm=[0,2,1]>(br)
                sc = Conv(a, ws) ss = Sigmoid(sc) st = Reshape(ss, classes)
                chosen = NonMaxSuppression(bt, st, most, iou, least)
                boxes = Squeeze(bt, zero)
            }
            """,
        ["segmentation with ArgMax"] = """
            g (float[N,3,12,12] x) => (int64[N,1,12,12] y)
            <float[16,3,3,3] w1 = ~, float[16] b1 = ~, float[5,16,1,1] w2 = ~, float[5] b2 = ~>
            { a0 = Conv<pads=[1,1,1,1]>(x, w1, b1) a = Relu(a0) b = Conv(a, w2, b2) y = ArgMax<axis=1>(b) }
            """,
        ["masked attention"] = """
            g (float[N,6,32] x, int64[N,6] mask) => (float[N,6,32] y)
            <float[32,32] wq = ~, float[32,32] wk = ~, float[32,32] wv = ~, float[32,32] wo = ~, int64[1] one = {1}, int64[1] zero = {0}, float hidden = {-inf}, float shown = {0.0}, float least = {-1e9}>
            {
                q = MatMul(x, wq) k = MatMul(x, wk) v = MatMul(x, wv) kt = Transpose<perm=[0,2,1]>(k) s = MatMul(q, kt)
                m1 = Unsqueeze(mask, one) off = Equal(m1, zero) m = Where(off, least, shown) t = Add(s, m) p = Softmax(t)
                o = MatMul(p, v) y = MatMul(o, wo)
            }
            """,
    };
}
