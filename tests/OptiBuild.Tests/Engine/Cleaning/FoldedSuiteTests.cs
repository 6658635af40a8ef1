using System.Collections.Concurrent;
using OptiBuild.Engine.Cleaning;
using OptiBuild.Onnx;
using OptiBuild.Onnx.Opsets;
using OptiBuild.Onnx.Passes;
using OptiBuild.Tests.Infra;
using OptiBuild.Tests.Onnx;

namespace OptiBuild.Tests.Engine.Cleaning;

/// <summary>Models from outside, with inputs of their own.</summary>
public class FoldedSuiteTests
{
    /// <summary>Of the suite in onnx 1.21: models in which something is folded.</summary>
    const int Folded = 50;

    [FactNeeding(BackendSuite.Asset)]
    public void EveryModelGivesTheSameBits()
    {
        var (folded, wrong) = (0, new ConcurrentBag<string>());
        Parallel.ForEach(BackendSuite.Cases().Where(c => c.Inputs is not null), test =>
        {
            var model = ModelReader.Read(test.Model, null);
            if (model.Opset < OpsetUpgrade.Target || !FoldShapes.Applies(model)) return;
            var before = Answers.Of(ModelWriter.ToBytes(model), test.Inputs!);
            if (before.Refusal is not null || FoldShapes.Run(model, InferredShapes.Of(model)) == 0) return;
            Interlocked.Increment(ref folded);
            GraphCheck.Check(model, test.Name);
            if (Answers.Of(ModelWriter.ToBytes(model), test.Inputs!) is var after && !before.SameBits(after)) wrong.Add($"{test.Name}: {after.Refusal}");
        });

        Assert.Empty(wrong);
        Assert.True(folded >= Folded, $"{folded} folded");
    }
}
