using Wfn.RecordedModels;
using Wfn.Testing;

// Arguments may name the models to record, or what their names begin with.
var folder = Repository.PathTo("tests/RecordedModels");
var failed = 0;
foreach (var model in OperatorModels.All.Concat(NetworkModels.All).Concat(MicrosoftModels.All).Where(model => args.Length == 0 || args.Any(model.Name.StartsWith)))
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
