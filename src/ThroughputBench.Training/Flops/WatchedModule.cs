using TorchSharp.Modules;
using Module = TorchSharp.torch.nn.Module;

namespace ThroughputBench.Training.Flops;

/// <summary>A module whose calls are counted while it is watched.</summary>
internal sealed class WatchedModule
{
    private readonly string _name;
    private readonly Module _module;
    private readonly FlopFormula? _formula;
    private readonly FlopSource _source;
    private long _calls;
    private PassFlops _own;

    public WatchedModule(string name, Module module, bool countNorms)
    {
        (_name, _module) = (name, module);
        _formula = FlopFormulas.Of(module, countNorms);
        _source =
            module is ICountsFlops ? FlopSource.Declared
            : _formula is not null ? FlopSource.Formula
            : OnlyCallsSubmodules(module) ? FlopSource.Submodules
            : FlopSource.Unknown;
    }

    public ModuleFlops Flops
    {
        get
        {
            bool missed = _calls == 0 && _formula is not null && _formula != FlopFormulas.Nothing;
            return new ModuleFlops(_name, _module.GetType().Name, missed ? FlopSource.NotCalled : _source, _calls, _own);
        }
    }

    /// <summary>Watches the module from here on.</summary>
    /// <returns>What ends the watching.</returns>
    public Action Watch() => CallHook.Register(_module, (inputs, output) =>
        {
            _calls++;
            if (_formula is not null)
                _own += _formula(inputs, output);
        });

    /// <summary>A collection of modules, or a module with submodules and without own parameters to multiply.</summary>
    private static bool OnlyCallsSubmodules(Module module) =>
        module is System.Collections.IEnumerable
        || (
            module.children().Any()
            && !module.named_parameters(recurse: false).Any()
            && !module.children().Any(child => child is ParameterList or ParameterDict)
        );
}
