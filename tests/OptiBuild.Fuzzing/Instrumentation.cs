using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace OptiBuild.Fuzzing;

/// <summary>Copies of the program in which every basic block of ours tells that it was entered.</summary>
static class Instrumentation
{
    static readonly string[] Ours = ["OptiBuild.Engine.dll", "OptiBuild.Onnx.dll", "OptiBuild.MSBuild.dll", "optibuild.dll"];

    /// <summary>Spreads numbers of blocks over the counters. Knuth, The Art of Computer Programming 3, 6.4.</summary>
    const uint Spread = 2654435769;

    /// <returns>The program's assembly in <paramref name="target"/>.</returns>
    public static string Copy(string source, string target)
    {
        foreach (var folder in Directory.GetDirectories(source)) Link(folder, Path.Combine(target, Path.GetFileName(folder)));
        var blocks = 0u;
        foreach (var file in Directory.GetFiles(source))
        {
            var copy = Path.Combine(target, Path.GetFileName(file));
            if (Ours.Contains(Path.GetFileName(file))) blocks = Rewrite(file, copy, blocks);
            else File.Copy(file, copy);
        }
        return Path.Combine(target, Path.GetFileName(typeof(Instrumentation).Assembly.Location));
    }

    /// <summary>Native libraries are large, and nothing changes in them.</summary>
    static void Link(string folder, string link)
    {
        try
        {
            Directory.CreateSymbolicLink(link, folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            foreach (var file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
            {
                var copy = Path.Combine(link, Path.GetRelativePath(folder, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }
        }
    }

    static uint Rewrite(string file, string copy, uint blocks)
    {
        using var assembly = AssemblyDefinition.ReadAssembly(file);
        var hit = assembly.MainModule.ImportReference(typeof(Edges).GetMethod(nameof(Edges.Hit)));
        foreach (var method in assembly.MainModule.GetTypes().SelectMany(t => t.Methods).Where(m => m.HasBody))
            blocks = Rewrite(method.Body, hit, blocks);
        assembly.Write(copy);
        return blocks;
    }

    static uint Rewrite(MethodBody body, MethodReference hit, uint blocks)
    {
        body.SimplifyMacros();
        var il = body.GetILProcessor();
        foreach (var start in Starts(body))
        {
            var call = il.Create(OpCodes.Call, hit);
            il.InsertBefore(start, call);
            var number = il.Create(OpCodes.Ldc_I4, (int)((++blocks * Spread) >> 16));
            il.InsertBefore(call, number);
            Retarget(body, start, number);
        }
        body.OptimizeMacros();
        return blocks;
    }

    /// <summary>The first instruction, those that are jumped to, and those behind a branch.</summary>
    static Instruction[] Starts(MethodBody body)
    {
        var starts = new HashSet<Instruction> { body.Instructions[0] };
        foreach (var instruction in body.Instructions)
        {
            if (instruction.Operand is Instruction target) starts.Add(target);
            if (instruction.Operand is Instruction[] targets) starts.UnionWith(targets);
            if (instruction.OpCode.FlowControl == FlowControl.Cond_Branch && instruction.Next is { } next) starts.Add(next);
        }
        foreach (var handler in body.ExceptionHandlers) starts.Add(handler.HandlerStart);

        // Behind a prefix stands the instruction that it belongs to.
        return [.. body.Instructions.Where(i => starts.Contains(i) && i.Previous?.OpCode.OpCodeType != OpCodeType.Prefix)];
    }

    static void Retarget(MethodBody body, Instruction from, Instruction to)
    {
        foreach (var instruction in body.Instructions)
        {
            if (instruction.Operand == from) instruction.Operand = to;
            if (instruction.Operand is Instruction[] targets)
                for (var i = 0; i < targets.Length; i++)
                    if (targets[i] == from) targets[i] = to;
        }
        foreach (var handler in body.ExceptionHandlers)
        {
            if (handler.TryStart == from) handler.TryStart = to;
            if (handler.TryEnd == from) handler.TryEnd = to;
            if (handler.HandlerStart == from) handler.HandlerStart = to;
            if (handler.HandlerEnd == from) handler.HandlerEnd = to;
            if (handler.FilterStart == from) handler.FilterStart = to;
        }
    }
}
