using System.Runtime.Intrinsics.X86;
using OptiBuild.Engine.Reports;

namespace OptiBuild.Tests.Engine.Reports;

public class MachineTests
{
    [Fact]
    public void NamesWhatMeasured()
    {
        var machine = Machine.Describe();

        Assert.NotEqual("", machine.Cpu);
        Assert.NotEqual("", machine.Os);
        Assert.Matches(@"^1\.\d+\.\d+", machine.OnnxRuntime);
    }

    [Fact]
    public void ListsInstructionSetsThatTheProcessHas()
    {
        Assert.Equal(Avx2.IsSupported, Machine.Describe().InstructionSets.Contains("avx2"));
        Assert.Equal(AvxVnni.IsSupported, Machine.Describe().InstructionSets.Contains("avx-vnni"));
    }
}
