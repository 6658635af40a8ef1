namespace OptiBuild.Numerics.Weights;

/// <summary>Signal to quantization noise ratio of a whole rounded tensor.</summary>
static class WeightNoise
{
    public static double SqnrDb(ReadOnlySpan<float> w, ChannelShape shape, QuantizedWeights rounded)
    {
        var (signal, noise) = (0.0, 0.0);
        for (var i = 0; i < w.Length; i++)
        {
            var error = w[i] - rounded.Values[i] * rounded.Scales[i / shape.Inner % shape.Channels];
            (signal, noise) = (signal + (double)w[i] * w[i], noise + (double)error * error);
        }
        return Metrics.Sqnr.Db(signal, noise);
    }
}
