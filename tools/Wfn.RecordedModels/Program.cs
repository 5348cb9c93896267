using Wfn.RecordedModels;
using Wfn.Testing;

// One argument may name the only model to record.
var folder = Repository.PathTo("tests/RecordedModels");
var failed = 0;
foreach (var model in OperatorModels.All.Concat(NetworkModels.All).Where(model => args.Length == 0 || args.Contains(model.Name)))
{
    try
    {
        Recording.Write(model, Path.Combine(folder, model.Name));
        Console.WriteLine(model.Name);
    }
    catch (Microsoft.ML.OnnxRuntime.OnnxRuntimeException error)
    {
        failed++;
        Console.Error.WriteLine($"{model.Name}: {error.Message}");
    }
}

return failed == 0 ? 0 : 1;
