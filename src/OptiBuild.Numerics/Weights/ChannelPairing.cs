using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OptiBuild.Numerics.Weights;

/// <summary>Finds an order of a layer's input channels in which fewer neighbours are large and of equal sign: pair safety then costs less.</summary>
/// <remarks>
///   u_ir    weight of channel i in row r (an output channel at a kernel position) over the largest magnitude of that output channel
///   cost of neighbours i, j:    Σ_r max(0, |u_ir + u_jr| − 1)⁴
/// A pair up to 1 is safe at the full scale; the worst pair of a channel sets its scale, hence the high power. Neighbours are matched greedily, the
/// costliest channels first, then two pairs exchange partners as long as that helps. Who permutes the inputs has to permute the outputs of what
/// produces them alike; the network then computes the same. Time channels² · rows / 2.
/// </remarks>
public sealed class ChannelPairing(int channels)
{
    const int MostRounds = 30;

    /// <summary>Exchanges that gain less are the rounding of sums.</summary>
    const double LeastGain = 1e-6;

    readonly float[] costs = new float[channels * channels];

    /// <summary>Takes a layer into account that reads the channels; several may.</summary>
    /// <param name="w">[1, outputs, channels · kernel] as Conv has them, or [channels, outputs, 1]; one group.</param>
    public void Add(ReadOnlySpan<float> w, ChannelShape shape)
    {
        Shape.Require(w.Length == shape.Length && shape.PerChannel % channels == 0);
        var rows = Normalized(w, shape);
        var length = rows.Length / channels;
        for (var i = 0; i < channels; i++)
            for (var j = i + 1; j < channels; j++)
            {
                costs[i * channels + j] += Cost(rows.AsSpan(i * length, length), rows.AsSpan(j * length, length));
                costs[j * channels + i] = costs[i * channels + j];
            }
    }

    /// <returns>[channels, outputs · kernel] u</returns>
    float[] Normalized(ReadOnlySpan<float> w, ChannelShape shape)
    {
        var kernel = shape.PerChannel / channels;
        var u = new float[shape.Length];
        var row = new float[shape.PerChannel];
        for (var o = 0; o < shape.Channels; o++)
        {
            shape.Gather(w, o, row);
            var largest = row.Max(MathF.Abs);
            for (var j = 0; j < row.Length && largest > 0; j++)
                u[(j / kernel * shape.Channels + o) * kernel + j % kernel] = row[j] / largest;
        }
        return u;
    }

    /// <remarks>Eight partial sums as in <see cref="Algebra.Dot"/>.</remarks>
    static float Cost(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ref var left = ref MemoryMarshal.GetReference(a);
        ref var right = ref MemoryMarshal.GetReference(b);
        var sums = Vector256<float>.Zero;
        var i = 0;
        for (; i <= a.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var excess = Vector256.Max(Vector256.Abs(Vector256.LoadUnsafe(ref left, (nuint)i) + Vector256.LoadUnsafe(ref right, (nuint)i)) - Vector256<float>.One, Vector256<float>.Zero);
            sums += excess * excess * (excess * excess);
        }
        var total = 0f;
        for (var lane = 0; lane < Vector256<float>.Count; lane++) total += sums[lane];
        for (; i < a.Length; i++)
        {
            var excess = Math.Max(0, Math.Abs(a[i] + b[i]) - 1);
            total += excess * excess * (excess * excess);
        }
        return total;
    }

    /// <returns>[channels] which channel comes at each place. An odd number stays as it is: its pairs reach from one kernel position into the next.</returns>
    public int[] Order()
    {
        int[] order = [.. Enumerable.Range(0, channels)];
        var unchanged = CostOf(order);
        if (channels % 2 != 0 || unchanged == 0) return order;
        var matched = Greedy();
        for (var round = 0; round < MostRounds && Exchange(matched); round++) { }
        return CostOf(matched) < unchanged ? matched : order;
    }

    /// <summary>Of all pairs of neighbours.</summary>
    public double CostOf(ReadOnlySpan<int> order)
    {
        var cost = 0.0;
        for (var p = 0; p + 1 < order.Length; p += 2) cost += Between(order[p], order[p + 1]);
        return cost;
    }

    double Between(int i, int j) => costs[i * channels + j];

    int[] Greedy()
    {
        var totals = Enumerable.Range(0, channels).Select(i => Enumerable.Range(0, channels).Sum(j => Between(i, j))).ToArray();
        var left = Enumerable.Range(0, channels).OrderByDescending(i => totals[i]).ToList();
        var order = new List<int>();
        while (left.Count > 0)
        {
            var first = left[0];
            left.RemoveAt(0);
            var second = left.MinBy(j => Between(first, j));
            left.Remove(second);
            order.AddRange([first, second]);
        }
        return [.. order];
    }

    /// <returns>Whether anything was gained.</returns>
    bool Exchange(int[] order)
    {
        var gained = false;
        for (var p = 0; p < order.Length; p += 2)
            for (var q = p + 2; q < order.Length; q += 2)
            {
                var now = Between(order[p], order[p + 1]) + Between(order[q], order[q + 1]);
                if (now == 0) continue;
                var firsts = Between(order[p], order[q]) + Between(order[p + 1], order[q + 1]);
                var crossed = Between(order[p], order[q + 1]) + Between(order[p + 1], order[q]);
                if (Math.Min(firsts, crossed) > now * (1 - LeastGain)) continue;
                var with = firsts <= crossed ? q : q + 1;
                (order[p + 1], order[with]) = (order[with], order[p + 1]);
                gained = true;
            }
        return gained;
    }
}
