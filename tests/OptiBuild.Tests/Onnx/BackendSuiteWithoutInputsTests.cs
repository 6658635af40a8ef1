using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Onnx;

/// <summary>The large models of the suite, a class of their own so that they run beside the others.</summary>
public class BackendSuiteWithoutInputsTests
{
    [FactNeeding(BackendSuite.Asset)]
    public void EveryModelGivesTheSameBitsForMadeUpInputs()
    {
        var ran = 0;
        foreach (var test in BackendSuite.Cases().Where(c => c.Inputs is null))
        {
            var before = Answers.Of(test.Model);
            Assert.Null(before.Refusal);
            Assert.True(before.SameBits(Answers.Of(ModelWriter.ToBytes(ModelReader.Read(test.Model, null)))), test.Name);
            ran++;
        }

        // onnx 1.21 has nine.
        Assert.Equal(9, ran);
    }
}
