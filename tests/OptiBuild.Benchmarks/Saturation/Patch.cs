namespace OptiBuild.Benchmarks.Saturation;

/// <summary>Machine code that asks for a feature of the processor, and the same code with an answer that is always no.</summary>
/// <param name="Find">Bytes in hexadecimal; ?? is any byte.</param>
/// <param name="Put">As many bytes; ?? stays as it is.</param>
sealed record Patch(string Feature, KernelSet[] Sets, string Find, string Put)
{
    /// <summary>Of the code that MLAS, in the builds for Linux x64, chooses its kernels with.</summary>
    /// <remarks>Tests whose constant becomes 0 find no bit set. AMX is asked the other way round: any bit that is missing means no, and all bits are asked for.</remarks>
    public static readonly Patch[] All =
    [
        // cpuid; test al, 10h; jz
        new("AVX-VNNI",      [KernelSet.Avx2, KernelSet.Avx512], "0F A2 A8 10 74", "?? ?? ?? 00 ??"),
        // test dl, 10h; jz; movq xmm0, [rip + ...]
        new("AVX-VNNI-INT8", [KernelSet.Avx2, KernelSet.Avx512], "F6 C2 10 74 ?? F3 0F 7E 05", "?? ?? 00 ?? ?? ?? ?? ?? ??"),
        // not r9d; and r9d, 3000000h
        new("AMX",           [KernelSet.Avx2, KernelSet.Avx512], "41 F7 D1 41 81 E1 00 00 00 03", "?? ?? ?? ?? ?? ?? FF FF FF FF"),
        // test r10d, 10000h; jz; mov rax, r8; not rax; test al, E0h
        new("AVX512F",       [KernelSet.Avx2],                   "41 F7 C2 00 00 01 00 74 ?? 4C 89 C0 48 F7 D0 A8 E0", "?? ?? ?? 00 00 00 00 ?? ?? ?? ?? ?? ?? ?? ?? ?? ??"),
        // and edi, 800h; movq xmm0, [rip + ...]
        new("AVX512-VNNI",   [KernelSet.Avx512],                 "81 E7 00 08 00 00 F3 0F 7E 05", "?? ?? 00 00 00 00 ?? ?? ?? ??"),
    ];

    /// <summary>Changes all places and says how many there were.</summary>
    public int Apply(Span<byte> code)
    {
        var (find, put) = (Bytes(Find), Bytes(Put));
        var count = 0;
        for (var at = 0; at + find.Length <= code.Length; at++)
        {
            // What a pattern begins with is never a wildcard: skip to the next place that can match at all.
            var next = code[at..].IndexOf(find[0]!.Value);
            if (next < 0 || (at += next) + find.Length > code.Length) break;
            if (!Matches(code[at..], find)) continue;
            for (var i = 0; i < put.Length; i++) code[at + i] = put[i] ?? code[at + i];
            count++;
        }
        return count;
    }

    static bool Matches(ReadOnlySpan<byte> code, byte?[] pattern)
    {
        for (var i = 0; i < pattern.Length; i++)
            if (pattern[i] is { } wanted && wanted != code[i]) return false;
        return true;
    }

    static byte?[] Bytes(string text) => [.. text.Split(' ').Select(b => b == "??" ? (byte?)null : Convert.ToByte(b, 16))];
}
