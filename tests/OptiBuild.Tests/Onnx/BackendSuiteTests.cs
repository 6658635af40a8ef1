using System.Collections.Concurrent;
using OptiBuild.Onnx;
using OptiBuild.Onnx.Opsets;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Onnx;

public class BackendSuiteTests
{
    /// <summary>Models of the suite in onnx 1.21, and how many of them come with inputs.</summary>
    const int Models = 1827, WithInputs = 1818;

    [FactNeeding(BackendSuite.Asset)]
    public void EveryModelIsTheSameAfterWritingAndReading()
    {
        var count = 0;
        foreach (var test in BackendSuite.Cases())
        {
            var first = ModelReader.Read(test.Model, null);
            var second = ModelReader.Read(ModelWriter.ToBytes(first), null);
            GraphCheck.Check(second, test.Name);
            var text = ModelText.Print(first);
            Assert.Equal(text, ModelText.Print(second));
            Assert.Equal(text, ModelText.Print(ModelText.Parse(text)));
            Assert.Equal(text, ModelText.Print(first.Clone()));
            count++;
        }

        Assert.True(count >= Models, $"only {count} models");
    }

    [FactNeeding(BackendSuite.Asset)]
    public void EveryModelGivesTheSameBitsAfterWriting()
    {
        var (ran, refused, wrong) = (0, 0, new ConcurrentBag<string>());
        Parallel.ForEach(BackendSuite.Cases().Where(c => c.Inputs is not null), test =>
        {
            var before = Answers.Of(test.Model, test.Inputs!);
            var after = Answers.Of(ModelWriter.ToBytes(ModelReader.Read(test.Model, null)), test.Inputs!);
            if (before.Refusal is null) Interlocked.Increment(ref ran);
            else Interlocked.Increment(ref refused);
            if (!before.SameBits(after) && !IsRandom(test)) wrong.Add($"{test.Name}: {before.Refusal} / {after.Refusal}");
        });

        Assert.Empty(wrong);
        Assert.True(ran >= 1500 && ran + refused >= WithInputs, $"{ran} ran, {refused} were refused");
    }

    /// <summary>Upgraded graphs may add in another order: a few units in the last place of a float.</summary>
    const float Rounding = 1e-6f;

    /// <summary>The only model of the suite in these opsets that has no form in a later one.</summary>
    const string ScanOverABatch = "node/test_scan_sum/model.onnx";

    [FactNeeding(BackendSuite.Asset)]
    public void EveryUpgradedModelGivesTheSameAnswers()
    {
        var (ran, wrong) = (0, new ConcurrentBag<string>());
        Parallel.ForEach(BackendSuite.Cases().Where(c => c.Inputs is not null), test =>
        {
            var model = ModelReader.Read(test.Model, null);
            if (model.Opset is null or < OpsetUpgrade.Oldest or >= OpsetUpgrade.Target) return;
            var before = Answers.Of(test.Model, test.Inputs!);
            if (before.Refusal is not null) return;
            if (test.Name == ScanOverABatch)
            {
                Assert.Equal(ModelProblem.Opset, Assert.Throws<ModelException>(() => OpsetUpgrade.Plan(model)).Problem);
                return;
            }
            OpsetUpgrade.Apply(model);
            GraphCheck.Check(model, "upgrade");
            var after = Answers.Of(ModelWriter.ToBytes(model), test.Inputs!);
            Interlocked.Increment(ref ran);
            if (!before.Close(after, Rounding) && !IsRandom(test)) wrong.Add($"{test.Name}: {after.Refusal}");
        });

        Assert.Empty(wrong);
        Assert.True(ran >= 550, $"{ran} ran");
    }

    /// <summary>Whether an operator draws random numbers, so that two runs differ.</summary>
    static bool IsRandom(BackendCase test) => ModelReader.Read(test.Model, null).Graphs.SelectMany(g => g.Nodes)
        .Any(n => n.OpType is "Bernoulli" or "Dropout" or "Multinomial" or "RandomNormal" or "RandomNormalLike" or "RandomUniform" or "RandomUniformLike");
}
