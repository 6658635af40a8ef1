using System.Reflection;

namespace OptiBuild.Engine;

/// <summary>Everything OptiBuild can complain about. 0xxx installation, 1xxx settings, 2xxx model, 3xxx data, 4xxx result, 5xxx the app's ONNX Runtime, 9xxx our fault.</summary>
public static class Diagnostics
{
    const Severity Error = Severity.Error, Warning = Severity.Warning, Message = Severity.Message;

    // 0xxx are raised by build files, before the engine runs; their texts live there and a test compares.
    public static readonly Diagnostic0 NotAnSdkProject = new(1, Error, "OptiBuild works in SDK-style projects only. Convert the project with 'dotnet' or Visual Studio's upgrade, then build again.");
    public static readonly Diagnostic<string> PlatformUnsupported = new(5, Error, "OptiBuild does not run on '{0}'. It runs on linux-x64, osx-arm64, win-arm64 and win-x64. Build with a dotnet for one of them, or set OptiBuildEnabled=false.");
    public static readonly Diagnostic<string> SdkTooOld = new(7, Error, "OptiBuild needs the .NET SDK 10.0.100 or later, and '{0}' builds this project. Install a later one, name it in global.json, or set OptiBuildEnabled=false.");
    public static readonly Diagnostic<string> DependencyLeaks = new(8, Warning, "Package '{0}' will depend on OptiBuild, which only its own build needs: everybody who uses the package downloads it. Add PrivateAssets=\"all\" to the PackageReference of OptiBuild.");
    public static readonly Diagnostic<string> NoClass = new(9, Message, "{0} gets no class that opens the models: OptiBuild writes C# only. They are embedded; read them with Assembly.GetManifestResourceStream(\"OptiBuild/<file name>\") and System.IO.Compression.BrotliStream.");

    public static readonly Diagnostic<string> ModelMissing = new(1001, Error, "Model '{0}' does not exist. Correct the Include of <OptimizeModel>.");
    public static readonly Diagnostic<string, string, string> OptionInvalid = new(1002, Error, "'{0}' is not a value of {1}. Valid values are {2}.");
    public static readonly Diagnostic<string> ValidationMissing = new(1003, Error, "No ValidationData is given, and Gate={0} needs labelled samples. Add ValidationData, set Metric=agreement to ask a part of CalibrationData for the original's answers, or set Gate=Off.");
    public static readonly Diagnostic<string, string> CalibrationMissing = new(1004, Error, "No data is given, and Quantization={0} needs samples to fit ranges on. Add CalibrationData or ValidationData, or set Quantization={1}.");
    public static readonly Diagnostic<string, string> OutputUnwritable = new(1005, Error, "'{0}' cannot be written: {1} Choose another place or mend its permissions.");
    public static readonly Diagnostic<string, string> OptionUnknown = new(1006, Error, "'{0}' is not an option. Valid options are {1}.");
    public static readonly Diagnostic<string, string> OptionsContradict = new(1007, Error, "{0} cannot be combined with {1}. Remove one of them.");

    public static readonly Diagnostic<string, string, string, string, string> NameTaken = new(1008, Error, "Models '{0}' and '{1}' would both get the {2} '{3}'. Set {4} on one of them.");
    public static readonly Diagnostic<string> CommandIncomplete = new(1009, Error, "The command line is not complete: {0}. See 'optibuild --help'.");
    public static readonly Diagnostic0 SparsityMissing = new(1010, Error, "Pruning=element needs a Sparsity. Add Sparsity=50%, or set Pruning=auto.");
    public static readonly Diagnostic0 ChannelsNeedSamples = new(1011, Error, "No data is given, and Pruning=channel needs samples to tell which channels matter. Add CalibrationData or ValidationData, or set Pruning=none.");
    public static readonly Diagnostic<string, string> OutputIsInput = new(1012, Error, "'{0}' would be written over: model '{1}' is read from it. Choose another place for the result.");
    public static readonly Diagnostic<string, string> HistoryDamaged = new(1020, Warning, "History '{0}' has lines that are no entries: {1}. They stay as they are and are not drawn. Mend or remove them.");
    public static readonly Diagnostic<string, string> SummaryUnwritable = new(1021, Warning, "The step's summary '{0}' cannot be added to: {1} The other reports are written.");
    public static readonly Diagnostic<string, string> ReportUnreadable = new(1022, Error, "'{0}' is no report that this version reads: {1}. Give a report.json that OptiBuild wrote.");
    public static readonly Diagnostic<string, string> OutOfMemory = new(1023, Error, "There is not enough memory for '{0}': {1} Close other programs, set OptiBuildThreads=1 so that one model is worked on at a time, or use Effort=fast or fewer calibration samples.");
    public static readonly Diagnostic<string, string> DiskFull = new(1024, Error, "The disk is full while working on '{0}': {1} Make room and build again.");

    public static readonly Diagnostic<string, string> CacheSettingInvalid = new(1030, Message, "{0} is not used: {1}. Correct or remove it; results are made without it.");
    public static readonly Diagnostic<string, string> CacheFolderUnusable = new(1031, Message, "The cache in '{0}' is not used any more in this build: {1} Set OptiBuildCacheFolder to another folder, or OptiBuildCacheMode=Off.");
    public static readonly Diagnostic<string, string> CacheServerUnusable = new(1032, Message, "The cache at '{0}' is not asked again in this build: {1} Results are made on this machine.");
    public static readonly Diagnostic<string, string> CacheServerRefuses = new(1033, Message, "The cache at '{0}' takes no results in this build: {1} Set OptiBuildCacheMode=ReadOnly where that is wanted.");
    public static readonly Diagnostic<string, string> CacheEntryDamaged = new(1034, Message, "A result in the cache {0} is damaged: {1}. It is made anew.");
    public static readonly Diagnostic<string, string> NotCached = new(1035, Message, "{0} is not looked for in the cache: {1}.");
    public static readonly Diagnostic<string, string> CacheReadOnly = new(1036, Message, "The cache at '{0}' is only read, for {1} says that this is a pull request's build. Set OptiBuildCacheMode=ReadWrite to write, too.");

    public static readonly Diagnostic<string, string> NotOnnx = new(2001, Error, "Model '{0}' is not an ONNX model: {1} Give a file that was exported to ONNX.");
    public static readonly Diagnostic<string, string> ModelDamaged = new(2002, Error, "Model '{0}' is damaged: {1} Copy it again, or export it again.");
    public static readonly Diagnostic<string, string> ExternalDataMissing = new(2003, Error, "Model '{0}' keeps weights in another file: {1} Put all files that the export wrote beside each other.");
    public static readonly Diagnostic<string, string> ExternalDataOutside = new(2004, Error, "Model '{0}' names weights outside its folder: {1} Export it with its weights beside it.");
    public static readonly Diagnostic<string, string> OpsetUnsupported = new(2005, Error, "Model '{0}' cannot be brought to a supported opset: {1} Export it with opset 17 or later.");
    public static readonly Diagnostic<string, string> OperatorUnknown = new(2006, Error, "Model '{0}' uses an operator that ONNX Runtime does not have: {1} Export it with standard operators, or name the library that has it in CustomOperators.");
    public static readonly Diagnostic<string, string> ModelRejected = new(2007, Error, "ONNX Runtime does not accept model '{0}': {1} Export it so that an InferenceSession opens it.");
    public static readonly Diagnostic<string, string> ModelTooLarge = new(2008, Error, "Model '{0}' is too large for one file: {1}");
    public static readonly Diagnostic<string, long> Unfolds = new(2010, Error, "Model '{0}' unfolds to more than {1} nodes: its functions call each other, or themselves. Export it without functions.");
    public static readonly Diagnostic<string, string> CompiledCode = new(2011, Error, "Model '{0}' holds code compiled for one processor: {1}. OptiBuild runs none that a model brings. Give the model that it was compiled from.");
    public static readonly Diagnostic<string, string> ShippedAsContent = new(2012, Warning, "Model '{0}' is shipped as Content beside the app, not as a resource: {1}. Set Embed=\"Content\" to say that this is meant.");

    public static readonly Diagnostic<string, string> DataMissing = new(3001, Error, "{0} '{1}' does not exist. Correct the path.");
    public static readonly Diagnostic<string, string, string> DataUnknown = new(3002, Error, "{0} '{1}' is not data that OptiBuild reads. It reads {2}.");
    public static readonly Diagnostic<string, string> DataUnreadable = new(3003, Error, "'{0}' cannot be read: {1} Close the program that uses it, or mend its permissions.");
    public static readonly Diagnostic<string, string> DataDamaged = new(3004, Error, "'{0}' is damaged: {1}. Write it again.");
    public static readonly Diagnostic<string, string> NoSamples = new(3005, Error, "'{0}' holds no samples: {1}. Give data with samples in it.");
    public static readonly Diagnostic<string, string, string> ArrayForm = new(3006, Error, "'{0}' holds {1}, which is not read. Store {2}.");
    public static readonly Diagnostic<string, string, string> TooLarge = new(3007, Error, "'{0}' is too large: {1}, and at most {2} can be read. Make it smaller.");
    public static readonly Diagnostic<string, string, string> InputNames = new(3008, Error, "'{0}' has {1}, and the model has {2}. Give one array for each input, named like it.");
    public static readonly Diagnostic<string, string, string, string> SampleShape = new(3009, Error, "{0} has shape {1}, and the model's input '{2}' takes {3} for one sample ('?' is any size). Reshape the data.");
    public static readonly Diagnostic<string, string, string, string> SampleType = new(3010, Error, "{0} has elements of type {1}, and the model's input '{2}' takes {3}. Convert the data.");
    public static readonly Diagnostic<string, string, string> NotFinite = new(3011, Error, "{0} has {1} at {2}. Remove the sample, or fill in a number.");
    public static readonly Diagnostic<string, string, string> CountsDiffer = new(3012, Error, "'{0}' has arrays of different length along the first axis, the samples: {1} and {2}. Make them equal.");
    public static readonly Diagnostic<string, long, long> LabelCount = new(3013, Error, "'{0}' has {1} labels for {2} samples. Give one label for each sample, in the same order.");
    public static readonly Diagnostic<string, string> LabelNegative = new(3014, Error, "{0} has label {1}. Classes are numbered from 0; write real numbers with a point (-1.0).");
    public static readonly Diagnostic<string, string> LabelInvalid = new(3015, Error, "{0} has label '{1}', which is not a number. Classes are numbered from 0.");
    public static readonly Diagnostic<string, long, long> LabelTooLarge = new(3016, Error, "{0} has label {1}, and the model's output has {2} classes, numbered from 0. Correct the label, or the model.");
    public static readonly Diagnostic<string, string, string> LabelShape = new(3017, Error, "{0} has {1} as its label, and the model's output has {2}. Give labels of the output's shape.");
    public static readonly Diagnostic<string, string> LabelsMissing = new(3018, Error, "Labels '{0}' is neither a file nor a column. {1}");
    public static readonly Diagnostic<string, string, string> CellInvalid = new(3019, Error, "{0} has '{1}' where {2} is expected. Correct the cell, or remove the row.");
    public static readonly Diagnostic<string, int, int> RowLength = new(3020, Error, "{0} has {1} cells, and the rows before it have {2}. Correct the row.");
    public static readonly Diagnostic<string, string, string> ColumnCount = new(3021, Error, "'{0}' has {1}, and the model takes {2}. Give the features as columns in the model's order, and at most one label column.");
    public static readonly Diagnostic<string, string> ImageUndecodable = new(3022, Error, "Image '{0}' cannot be decoded: {1}. Save it anew as PNG or JPEG, or remove it.");
    public static readonly Diagnostic<string, string> ImageSettingsInvalid = new(3023, Error, "'{0}' does not say how images become tensors: {1}. Valid fields are input, channels, scale, mean, std, resize and layout.");
    public static readonly Diagnostic<string, string> FolderMixed = new(3024, Error, "'{0}' has images in sub-folders and beside them ('{1}'). Move them into the sub-folder of their class.");
    public static readonly Diagnostic<string, string> ImageInput = new(3025, Error, "'{0}' holds images, and the model has {1}. Images fit one input of shape [N,C,H,W], [N,H,W,C] or [N,H,W]; use .npz for others.");
    public static readonly Diagnostic<string, string, string> MetricLabels = new(3026, Error, "Metric={0} needs {1}, and the data has {2}. Add labels, or choose another Metric.");
    public static readonly Diagnostic<string, int, int> ChannelCount = new(3027, Error, "{0} has {1} values for images of {2} channels. Give one value, or one for each channel.");
    public static readonly Diagnostic<string> BatchSizes = new(3028, Error, "The model's inputs have different fixed batch sizes: {0}. Export it with one free batch size.");
    public static readonly Diagnostic<string, string> SampleRejected = new(3029, Error, "{0} cannot be run through the model: {1} Correct or remove the sample.");
    public static readonly Diagnostic<string, string> AnnotationInvalid = new(3030, Error, "'{0}': {1}. Correct the file.");
    public static readonly Diagnostic<string, string> PathOutside = new(3031, Error, "{0} names '{1}', which lies outside the data's folder. Name files below it.");
    public static readonly Diagnostic<string, string> NamedFileMissing = new(3032, Error, "{0} names '{1}', which does not exist. Correct the name, or add the file.");
    public static readonly Diagnostic<string, string, string, string> ValueLost = new(3033, Error, "{0} has {1} in an array for input '{2}', whose type {3} does not hold it. Convert the data.");
    public static readonly Diagnostic<string, long, long, string> Expands = new(3034, Error, "'{0}' has {1} bytes that claim to become {2}, more than {3} as many. Store it with less compression if that is right.");
    public static readonly Diagnostic<string, string> ClassUnknown = new(3035, Error, "{0} has label '{1}', which ClassNames does not list. Add the name, or correct the label.");
    public static readonly Diagnostic<string, string, int> ClassUnnamed = new(3036, Error, "{0} has class {1}, and there are {2} class names. Name all classes, one in each line.");
    public static readonly Diagnostic<string, string, string> LabelsMixed = new(3037, Error, "{0} has label '{1}', and labels before it are {2}. Use numbers for all, or names for all.");
    public static readonly Diagnostic<string, string, string> SoundForm = new(3038, Error, "'{0}' holds {1}, which is not read. Store {2}.");
    public static readonly Diagnostic<string, long, long> SampleRates = new(3039, Error, "'{0}' has {1} samples a second, and SampleRate={2} is set. Resample the file, or change SampleRate.");
    public static readonly Diagnostic<string, string> SoundInput = new(3040, Error, "'{0}' holds sounds, and the model has {1}. Sounds fit one float input of shape [N,T], [N,1,T] or [T].");
    public static readonly Diagnostic<string, string> LineInvalid = new(3041, Error, "{0} {1}. Correct the line.");

    public static readonly Diagnostic<string> BoxOutputs = new(3060, Error, "Metric=map needs boxes, and the model's outputs for one sample are {0}. They have to be boxes [K,4], scores [K] and classes [K] by name; boxes [K,4] and scores [K,C]; or one output [K,6] of box, score and class, after non-maximum suppression.");

    public static readonly Diagnostic<string, string, string, string> DuplicateSamples = new(3050, Error, "{0} of {1} validation samples are in the calibration data too, for instance {2} and {3}: what a model was fitted to proves nothing. Take them out of one of the two, or give ValidationData alone: calibration samples are split off then.");
    public static readonly Diagnostic<string, string, string> DuplicatesLeftOut = new(3051, Message, "Calibration samples that are validation samples too were left out of the calibration: {0}, for instance {1}, which equals {2}.");
    public static readonly Diagnostic<string> SameData = new(3052, Error, "CalibrationData and ValidationData are both '{0}', and what a model was fitted to proves nothing. Give ValidationData alone: calibration samples are split off then.");
    public static readonly Diagnostic<string, string> SplitImpossible = new(3053, Error, "{0} has {1} samples, which cannot be split into some to calibrate on and others to validate with. Add samples that differ, or give CalibrationData and ValidationData.");
    public static readonly Diagnostic<string, string, string> SplitOff = new(3054, Message, "{0} samples of {1} were split off to calibrate on; the gate asks the other {2}.");
    public static readonly Diagnostic<string, string> LabelsConstant = new(3055, Warning, "All {0} validation samples have the label {1}: a model that always answers it looks perfect. Add samples with other labels.");
    public static readonly Diagnostic<string, int, string> ArchiveEntries = new(3070, Error, "'{0}' is an archive of {1} files, and at most {2} are read. Give one array for each input.");

    public static readonly Diagnostic<string, string, string, string> AccuracyDropped = new(4001, Error, "{0}: {1}, more than MaxDrop={2} allows{3}. The report says what each layer costs: name the costly ones in KeepFloat, or raise MaxDrop.");
    public static readonly Diagnostic<string, string, string, string> DropUncertain = new(4002, Error, "{0}: {1}. That is inside MaxDrop={2} but not proven: {3}. Add validation samples, raise MaxDrop, or set Gate=Estimate.");
    public static readonly Diagnostic<string, int, string, string> TooFewSamples = new(4003, Error, "{0}: {1} validation samples cannot prove MaxDrop={2} even if no answer changes; that takes {3}. Add samples, raise MaxDrop, or set Gate=Estimate.");
    public static readonly Diagnostic<string, string, string, string> BoundUnfit = new(4004, Error, "{0}={1} does not fit the metric {2}: {3}.");
    public static readonly Diagnostic<string, string, string, string> MetricOutside = new(4005, Error, "{0}: {1} is {2} after optimization, worse than MinMetric={3} allows. Name costly layers in KeepFloat, or change MinMetric.");
    public static readonly Diagnostic<string, string, string> NotSmallEnough = new(4006, Error, "{0}: the model shrank by {1}, less than MinSizeReduction={2} asks for. Allow stronger compression, or lower MinSizeReduction.");
    public static readonly Diagnostic<string, string, string> NotFastEnough = new(4007, Error, "{0}: the model runs {1} times as fast as the original, less than MinSpeedup={2} asks for. Speed depends on the machine: measure on a quiet one, or lower MinSpeedup.");
    public static readonly Diagnostic<string, string, string> NotANumber = new(4008, Error, "{0}: the optimized model's output '{1}' holds NaN for {2}, where the original's does not. Name the layers before it in KeepFloat.");
    public static readonly Diagnostic<string, string, string> ModelsDiffer = new(4009, Error, "'{0}' and '{1}' cannot be compared: {2}. Give two models with the same inputs.");
    public static readonly Diagnostic<string, string, string> ClassDropped = new(4010, Error, "{0}: {1}, more than MaxClassDrop={2} allows for a class. Name costly layers in KeepFloat, or raise MaxClassDrop.");
    public static readonly Diagnostic<string, string, string, string> ClassUncertain = new(4011, Error, "{0}: every class lies inside MaxClassDrop={1}, but not provably: {2}{3}. Add validation samples of these classes, raise MaxClassDrop, or set Gate=Estimate.");
    public static readonly Diagnostic<string, string, string> ClassWorse = new(4012, Warning, "{0}: {1}, more than the {2} that MaxDrop allows on average. Set MaxClassDrop to make it an error, or to accept it.");
    public static readonly Diagnostic<string, string, string, string> FloorUncertain = new(4013, Error, "{0}: {1}. That is inside MinMetric={2} but not proven: {3}. Add validation samples, lower MinMetric, or set Gate=Estimate.");
    public static readonly Diagnostic<string, string, string> CommandFailed = new(4014, Error, "The program of Metric=command:{0} cannot be used: {1}.{2} It reads lines of JSON and answers each with one.");

    public static readonly Diagnostic<string, string, string> WorseThanAccepted = new(4020, Error, "{0}: {1}, which is worse by more than MaxDrop={2} allows. Undo what made it worse, or accept the new result with OptiBuildAcceptBaseline=true (--accept-baseline).");
    public static readonly Diagnostic<string, string, string, string> AcceptedUncertain = new(4021, Error, "{0}: {1}. That is inside MaxDrop={2} but not proven: against the accepted result the loss may be up to {3}. Add validation samples, raise MaxDrop, set Gate=Estimate, or accept the new result with OptiBuildAcceptBaseline=true (--accept-baseline).");
    public static readonly Diagnostic<string, string, string> LargerThanAccepted = new(4022, Warning, "{0}: what is shipped has {1}, and {2} were accepted. Accept it with OptiBuildAcceptBaseline=true (--accept-baseline) where that is wanted.");
    public static readonly Diagnostic<string, string> BaselineIncomparable = new(4023, Message, "{0} cannot be compared with the accepted result: {1}. Accept a new one with OptiBuildAcceptBaseline=true (--accept-baseline).");
    public static readonly Diagnostic<string, string> BaselineDamaged = new(4024, Error, "Baseline '{0}' cannot be used: {1}. Restore it from version control, or remove it and accept the results anew.");
    public static readonly Diagnostic<string, string> BaselineAccepted = new(4025, Message, "{0}: the result was accepted and written to '{1}'. Commit the file.");
    public static readonly Diagnostic<string> FailedNotAccepted = new(4026, Error, "{0}: the result failed against the original and cannot be accepted as a baseline. Mend what the report says first.");
    public static readonly Diagnostic<string> BaselineMissing = new(4027, Error, "Baseline '{0}' does not exist. Restore it from version control, or make it with OptiBuildAcceptBaseline=true (--accept-baseline).");
    public static readonly Diagnostic<string> NothingToAccept = new(4028, Warning, "{0}: no metric was measured, so that there is nothing to accept. Give ValidationData, and set another Gate than Off.");

    public static readonly Diagnostic<string, string, string, string> RuntimeTooOld = new(5001, Error, "Model '{0}' needs {1}, which {2} of this project does not have. Reference {3} of the package, or give a model that needs less.");
    public static readonly Diagnostic<string, string, string> RuntimeNotLoaded = new(5002, Warning, "{0} of this project cannot be loaded here: {1} The models were validated with ONNX Runtime {2} instead. Build where it can be loaded, or add OB5002 to NoWarn.");
    public static readonly Diagnostic<string, string> CustomOperatorsUnusable = new(5003, Error, "CustomOperators '{0}' is no library of operators that ONNX Runtime loads: {1} Name a library built for this platform, or remove it.");
    public static readonly Diagnostic<string, string> RuntimesDiffer = new(5004, Message, "The target frameworks of this project ship different versions of ONNX Runtime: {0}. Models are checked and validated with {1}, the oldest.");

    public static readonly Diagnostic<string, string, string> Internal = new(9001, Error, "OptiBuild met a fault of its own at '{0}': {1}: {2} Set the environment variable OPTIBUILD_STACK=1 to see where, and report it.");
    public static readonly Diagnostic<string, string> RuntimeUnavailable = new(9002, Error, "ONNX Runtime cannot be loaded on this machine ({0}): {1} Install what it lacks, build on Linux x64 with glibc, Windows x64 or arm64, or macOS arm64, or set OptiBuildEnabled=false.");
    public static readonly Diagnostic<int, string, string> WorkerEnded = new(9003, Error, "The optimizer ended unexpectedly with exit code {0} while working on '{1}'. It last said: {2} Report this together with the model, or keep the model out of the build with OptiBuildEnabled=false.");

    public static IEnumerable<Diagnostic> All => typeof(Diagnostics).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => f.GetValue(null)).OfType<Diagnostic>().OrderBy(d => d.Number);
}
