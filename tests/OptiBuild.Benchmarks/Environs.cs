using System.Runtime.InteropServices;
using OptiBuild.Engine.Reports;

namespace OptiBuild.Benchmarks;

/// <summary>What figures depend on besides the code: the head of every table.</summary>
sealed record Environs(string Cpu, int Cores, IReadOnlyList<string> InstructionSets, string Os, string DotNet, string OnnxRuntime)
{
    public static Environs Here()
    {
        var machine = Machine.Describe();
        return new(machine.Cpu, Environment.ProcessorCount, machine.InstructionSets, machine.Os, RuntimeInformation.FrameworkDescription, machine.OnnxRuntime);
    }

    public string Line => $"{Cpu}, {Cores} cores, {string.Join(' ', InstructionSets)}; {Os}; {DotNet}; ONNX Runtime {OnnxRuntime}.";
}
