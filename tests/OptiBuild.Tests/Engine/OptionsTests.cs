using System.Globalization;
using OptiBuild.Engine;
using OptiBuild.Tests.Infra;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Engine;

public class OptionsTests
{
    /// <summary>Percentages are divided by 100.</summary>
    const double FloatDivision = 1e-12;

    public static TheoryData<string> Names => [.. OptionRows.All.Select(r => r.Name)];

    /// <summary>A text that is not a value, for every option that does not take any text.</summary>
    static readonly Dictionary<string, string[]> Invalid = new()
    {
        ["MaxClassDrop"]     = ["a lot", "-3pp", "pp"],
        ["MaxDrop"]          = ["-1pp", "pp", "1 percent", "NaN", "1,5pp", "∞"],
        ["MinMetric"]        = ["high", "1,5", "infinity"],
        ["Confidence"]       = ["95", "50%", "100%", "0", "-95%"],
        ["Gate"]             = ["sometimes", "0", "Certify,Off", "-1"],
        ["MinSizeReduction"] = ["100%", "-1%", "2", "much"],
        ["MinSpeedup"]       = ["0", "-1", "fast"],
        ["Quantization"]     = ["int4", "1", "int8x"],
        ["Pruning"]          = ["magnitude", "2"],
        ["Sparsity"]         = ["100%", "-1%", "50 percent", "1", "1:4", "2:4:8"],
        ["PruningMethod"]    = ["best"],
        ["SparsityScope"]    = ["model"],
        ["Effort"]           = ["max"],
        ["TargetCpu"]        = ["x86", "x64vnni", "X64_VNNI"],
        ["Embed"]            = ["Yes"],
        ["Compression"]      = ["gzip"],
        ["ClassName"]        = ["1st", "a-b", "a.b", "class name"],
        ["Namespace"]        = ["A..B", ".A", "A.1"],
        ["Access"]           = ["private"],
        ["Mean"]             = ["a", "1;b", ";"],
        ["Std"]              = ["0", "1;0", "x"],
        ["Scale"]            = ["0", "1/0", "1/2/3"],
        ["Resize"]           = ["224", "0x224", "224x", "20000x20000", "-1x2", "2 x 2 x 2"],
        ["Channels"]         = ["rgba"],
        ["Layout"]           = ["chw"],
        ["SampleRate"]       = ["0", "-8000", "8 kHz"],
    };

    static readonly string[] TakeAnyText = ["CalibrationData", "ValidationData", "Labels", "Metric", "KeepFloat", "LogicalName", "ClassNames", "Baseline", "CustomOperators"];

    public static TheoryData<string, string> InvalidTexts
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (name, texts) in Invalid)
                foreach (var text in texts) data.Add(name, text);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void DefaultIsWrittenOnceAndParses(string name)
    {
        var row = OptionRows.ByName[name];

        Assert.Equal(Comparable(Options.Default), Comparable(row.Default.Length == 0 ? Options.Default : row.Set(Options.Default, row.Default)!));
    }

    [Fact]
    public void EveryOptionHasInvalidTextsOrTakesAny() =>
        Assert.Equal(OptionRows.All.Select(r => r.Name).Order(StringComparer.Ordinal), Invalid.Keys.Concat(TakeAnyText).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(InvalidTexts))]
    [Provokes("OB1002")]
    public void InvalidTextIsRefusedWithTheValidOnes(string name, string text)
    {
        var refused = Assert.Throws<OptiBuildException>(() => Set((name, text)));

        Assert.Equal("OB1002", refused.Finding.Diagnostic.Code);
        Assert.Equal($"'{text}' is not a value of {name}. Valid values are {OptionRows.ByName[name].Values}.", refused.Message);
    }

    [Fact]
    public void ValidNamesAreListed()
    {
        Assert.Equal("'x' is not a value of Gate. Valid values are Certify, Estimate, Warn, Off.", Assert.Throws<OptiBuildException>(() => Set(("Gate", "x"))).Message);
        Assert.Equal("'x' is not a value of TargetCpu. Valid values are any, x64, x64-vnni, arm64.", Assert.Throws<OptiBuildException>(() => Set(("TargetCpu", "x"))).Message);
    }

    [Fact]
    [Provokes("OB1006")]
    public void UnknownNameIsRefusedWithAllNames()
    {
        var refused = Assert.Throws<OptiBuildException>(() => Set(("Quantisation", "int8")));

        Assert.Equal("OB1006", refused.Finding.Diagnostic.Code);
        Assert.StartsWith("'Quantisation' is not an option. Valid options are CalibrationData, ValidationData, ", refused.Message);
    }

    [Theory]
    [InlineData("0.5pp", 0.005, BudgetUnit.Points)]
    [InlineData("1PP", 0.01, BudgetUnit.Points)]
    [InlineData("1%", 0.01, BudgetUnit.Relative)]
    [InlineData("0.02", 0.02, BudgetUnit.Own)]
    [InlineData("0", 0, BudgetUnit.Own)]
    [InlineData(" 2 pp ", 0.02, BudgetUnit.Points)]
    public void BudgetHasAUnit(string text, double amount, BudgetUnit unit)
    {
        var budget = Set(("MaxDrop", text)).MaxDrop!;

        Assert.Equal(amount, budget.Amount, Close.Within(FloatDivision));
        Assert.Equal(unit, budget.Unit);
    }

    [Theory]
    [InlineData("0.5pp")]
    [InlineData("1%")]
    [InlineData("0.02")]
    public void BudgetIsShownAsItWasWritten(string text) => Assert.Equal(text, Set(("MaxDrop", text)).MaxDrop!.ToString());

    [Fact]
    public void NamesAndValuesTakeAnyCase()
    {
        var options = Set(("gate", "ESTIMATE"), ("TARGETCPU", "X64-VNNI"));

        Assert.Equal((GateMode.Estimate, TargetName.X64Vnni), (options.Gate, options.TargetCpu));
    }

    [Fact]
    public void EmptyTextIsNotSet() => Assert.Equal((Options.Default.Gate, ""), (Set(("Gate", "  ")).Gate, Set(("Gate", "  ")).Asked));

    [Fact]
    public void AskedHoldsWhatWasGivenInTheTablesOrder() =>
        Assert.Equal("MaxDrop=1pp\nGate=off\nKeepFloat=a;b", Set(("KeepFloat", " a;b "), ("gate", "off"), ("MaxDrop", "1pp"), ("Effort", "")).Asked);

    [Fact]
    public void ListsAreSplit()
    {
        Assert.Equal(["a", "b*", "c"], Set(("KeepFloat", " a; b* ,;c")).KeepFloat.ToArray());
        Assert.Equal([0.485, 0.5, 1 / 255.0], Set(("Mean", "0.485;50%;1/255")).Mean.ToArray());
    }

    [Fact]
    public void NumbersAreInvariantInEveryCulture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            var options = Set(("MaxDrop", "0.5pp"), ("MinSpeedup", "1.3"), ("Scale", "1/255"), ("Confidence", "99.5%"));

            Assert.Equal("0.5pp", options.MaxDrop!.ToString());
            Assert.Equal(1.3, options.MinSpeedup);
            Assert.Equal(1 / 255.0, options.Scale);
            Assert.Equal(0.995, options.Confidence, Close.Within(FloatDivision));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    static Options Set(params (string Name, string Text)[] options) => Options.From(options.Select(o => KeyValuePair.Create(o.Name, o.Text)));

    /// <summary>Arrays in records compare by reference.</summary>
    static Options Comparable(Options options) => options with { KeepFloat = [], Mean = [], Std = [] };
}
