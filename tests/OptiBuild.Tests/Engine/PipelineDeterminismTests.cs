using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine;

/// <summary>The same inputs give the same bytes, whatever the number of threads and however often it is done.</summary>
public class PipelineDeterminismTests
{
    /// <summary>Several batches, of which the last one is not full, and enough for held-out samples.</summary>
    const int Calibrated = 37;

    const int Few = 12;

    /// <summary>Everything that is decided by measuring: smoothing, GPTQ, biases; layers that share what they read; a depthwise and a grouped convolution.</summary>
    const string Net = """
        g (float[N,8,12,12] x) => (float[N,20,40] y)
        <float[16,8,3,3] w1 = ~, float[16] b1 = ~, float[16,1,3,3] w2 = ~, float[16,4,3,3] w3 = ~, float[20,16,1,1] w4 = ~, float[20] b4 = ~,
         float[36] scale = ~, float[36] shift = ~, float[36,40] wq = ~, float[40] bq = ~, float[36,40] wk = ~, int64[3] rows = {0, 20, 36}>
        {
            a = Conv(x, w1, b1)
            b = Relu(a)
            c = Conv<group=16, pads=[1,1,1,1]>(b, w2)
            d = Conv<group=4>(c, w3)
            e = MaxPool<kernel_shape=[3,3]>(d)
            f = Conv(e, w4, b4)
            h = Reshape(f, rows)
            n = LayerNormalization(h, scale, shift)
            q = MatMul(n, wq)
            q1 = Add(q, bq)
            k = MatMul(n, wk)
            y = Add(q1, k)
        }
        """;

    [Fact]
    public void ThreadsAndRepetitionChangeNoByte()
    {
        using var run = PipelineRun.Calibrating(ModelSamples.Parse(Net), Calibrated);

        byte[][] made = [Optimize(run, 1, "normal"), Optimize(run, 1, "normal"), Optimize(run, 2, "normal")];

        Assert.Equal(made[0], made[1]);
        Assert.Equal(made[0], made[2]);
    }

    /// <summary>Rounding the weights of large models by their moments takes long: those are looked at with less effort.</summary>
    [TheoryNeeding("assets/cnn.onnx", "assets/mobilenet.onnx", "assets/minilm.onnx")]
    [InlineData("cnn", "fast")]
    [InlineData("mobilenet", "normal")]
    [InlineData("minilm", "fast")]
    public void ThreadsChangeNoByteOfRealModels(string name, string effort)
    {
        using var run = PipelineRun.Calibrating(ModelReader.Read(Assets.Path($"assets/{name}.onnx")), Few);

        Assert.Equal(Optimize(run, 1, effort), Optimize(run, 2, effort));
    }

    static byte[] Optimize(PipelineRun run, int threads, string effort)
    {
        run.Optimize(threads, ("ValidationData", ""), ("Gate", "Off"), ("Effort", effort));
        return [.. File.ReadAllBytes(run.Output), .. File.ReadAllBytes(run.Embedded)];
    }
}
